using System.Diagnostics;
using Pipeline.IntegrationTests.Consuming;
using Pipeline.Kafka.Topics;
using Pipeline.Shop.Generation;
using Pipeline.Shop.Records;
using Pipeline.Simulation;
using Pipeline.Streams.Definitions;

namespace Pipeline.IntegrationTests.Programs;

/// <summary>
/// The pipeline at twice its width: topics of six partitions, six members a group, and the work of seeder and generator shared by
/// two processes each. It must double nothing but the speed.
/// </summary>
[Trait("Category", "RealBrokers")]
public sealed class ScaleOutTests(TestServers servers, ITestOutputHelper output)
{
    private const int Partitions = 6;
    private const int Users = 301;
    private const int Products = 201;
    private const int Orders = 2000;
    private const int Changes = 60;
    private const long Seed = 46;

    private static readonly Shard[] Shards = [new(1, 2), new(2, 2)];

    [Theory]
    [InlineData("outbox")]
    [InlineData("stream")]
    public async Task Six_partitions_six_members_and_two_shards_of_everything_lose_and_double_nothing(string mode)
    {
        await servers.Kafka.RealAddressAsync();
        await using var topics = await servers.Kafka.TopicsAsync(Partitions);
        await using var database = await servers.Postgres.DatabaseAsync();
        var environment = Environment(database, topics, mode);
        var clock = Stopwatch.StartNew();
        await using var members = new Members(database, topics);
        await Eventually.HoldsAsync("each of six members a group has one of six partitions", () => members.HaveOneEach);
        Say(clock, "six members a group have a partition each");

        await using (var seeders = new Shares("Seeder", environment))
            await seeders.EndAsync();
        Say(clock, "two seeders have ended");
        await using (var generators = new Shares("RealtimeGenerator", environment))
        {
            await Eventually.HoldsAsync("orders and changes take effect", async () =>
                await database.CountAsync("processed_events WHERE consumer_group = 'orders-consumers'") > Orders
                && await database.CountAsync("users WHERE version > 1") > Changes
                    && await database.CountAsync("products WHERE version > 1") > Changes);
            Assert.True(members.HaveOneEach, "Partitions have moved under load.");
            await generators.StopAsync();
        }

        Say(clock, "two generators have ended");
        if (await database.CountAsync("outbox") > 0)
            await SendTheRestAsync(environment);
        await VerifiedAsync(environment);
        Say(clock, "verified");

        Assert.True(members.HaveOneEach, "Partitions have moved.");
        await EveryEventHasTakenEffectOnceAsync(database, topics);
        await ShopIsTheSeedsAsync(database);
    }

    private static Dictionary<string, string> Environment(TestDatabase database, TestTopics topics, string mode)
    {
        var environment = TestEnvironment.Of(database, topics);
        foreach (var (name, value) in ((string, string)[])
            [
                ("KAFKA_PARTITIONS", $"{Partitions}"), ("WRITE_MODE", mode), ("HEALTH_PORT", "0"), ("POSTGRES_POOL_SIZE", "10"),
                ("RANDOM_SEED", $"{Seed}"), ("SEED_USERS", $"{Users}"), ("SEED_PRODUCTS", $"{Products}"), ("SEED_BATCH", "20"),
                ("ORDER_RATE", "400"), ("PRODUCT_RATE", "20"), ("UPDATE_RATE", "400"),
            ])
            environment[name] = value;
        return environment;
    }

    /// <summary>The relays have gone with the generators: a seeder of nothing has one.</summary>
    private static async Task SendTheRestAsync(IReadOnlyDictionary<string, string> environment)
    {
        var nothing = new Dictionary<string, string>(environment, StringComparer.Ordinal) { ["SEED_USERS"] = "0", ["SEED_PRODUCTS"] = "0" };
        var (exitCode, run) = await RunningProgram.RunBuiltAsync("Seeder", nothing);
        Assert.True(exitCode == 0, run.Output);
    }

    private async Task VerifiedAsync(IReadOnlyDictionary<string, string> environment)
    {
        var (exitCode, run) = await RunningProgram.RunBuiltAsync("pipeline", environment, "verify", "--timeout", "30");
        Assert.True(exitCode == 0, run.Output);
        output.WriteLine(run.StandardOutput[^1]);
        // Two processes that change one row in stream mode give out a version twice.
        Assert.DoesNotContain(run.StandardOutput, line => line.StartsWith("stale: ", StringComparison.Ordinal));
        Assert.Matches($"^verify: ok users={Users} products=[0-9]+ orders=[0-9]+ lost=0 duplicated=0 dead=0$", run.StandardOutput[^1]);
    }

    /// <summary>
    /// As many effects as there are messages, in each of the eighteen partitions, and totals that are the sum over the orders that
    /// stand.
    /// </summary>
    private async Task EveryEventHasTakenEffectOnceAsync(TestDatabase database, TestTopics topics)
    {
        using var log = new LogEnds(topics.Connection);
        foreach (var stream in ShopStreams.Registry.All)
        {
            var ends = Enumerable.Range(0, Partitions).Select(p => log.Of(topics.Names.Of(stream), p).High).ToList();
            var progress = $"FROM consumer_progress WHERE topic = '{topics.Names.Of(stream)}'";
            Assert.Equal(ends, await database.ListAsync<long>($"SELECT applied {progress} ORDER BY partition"));
            Assert.Equal(0, await database.AskAsync<long>($"SELECT sum(duplicates + dead_lettered)::bigint {progress}"));
            Assert.Equal(ends.Sum(), await database.CountAsync($"processed_events WHERE consumer_group = '{stream.ConsumerGroup}'"));
            output.WriteLine($"{stream}: {ends.Sum()} events in {string.Join(" + ", ends)}");
            Assert.All(ends, static end => Assert.True(end > 0, "A partition was never written to."));
        }

        Assert.Equal(
            await database.ListAsync<string>(
                "SELECT concat_ws(' ', count(*), sum(quantity), sum(total_amount)) FROM orders WHERE status <> 'cancelled'"),
            await database.ListAsync<string>("SELECT concat_ws(' ', sum(orders), sum(quantity), sum(revenue)) FROM order_totals"));
    }

    /// <summary>
    /// Each shard creates orders for its own users. User N depends on the seed alone, not on the shard that creates it.
    /// </summary>
    private async Task ShopIsTheSeedsAsync(TestDatabase database)
    {
        var sold = (await database.ListAsync<string>("SELECT user_id FROM orders")).CountBy(id =>
            Array.Find(Shards, s => s.Owns(id))!).ToDictionary();
        output.WriteLine(string.Join(", ", sold.Select(s => $"shard {s.Key}: {s.Value} orders")));
        Assert.All(Shards, s => Assert.InRange(sold[s], Orders / 4, int.MaxValue));
        var people = new People(new SeededRandom(Seed));
        Assert.Equal(
            Enumerable.Range(1, Users).Select(n => people.Create(n)).Select(
                static u => $"{u.UserId} {u.Name} {u.Email}").Order(StringComparer.Ordinal),
            (await database.ListAsync<string>("SELECT concat_ws(' ', user_id, name, email) FROM users")).Order(StringComparer.Ordinal));
    }

    private void Say(Stopwatch clock, string what) => output.WriteLine($"{clock.Elapsed.TotalSeconds,5:0.0} s  {what}");

    /// <summary>Six members of each group.</summary>
    private sealed class Members(TestDatabase database, TestTopics topics) : IAsyncDisposable
    {
        private readonly List<RunningMember> _all =
        [
            .. ShopStreams.Registry.All.SelectMany(stream => Enumerable.Range(0, Partitions)
                .Select(_ => new RunningMember(database, topics, stream))),
        ];

        public bool HaveOneEach => _all.TrueForAll(m => m.Member.Status.Assigned == 1);

        public async ValueTask DisposeAsync() => await Task.WhenAll(_all.Select(m => m.DisposeAsync().AsTask()));
    }

    /// <summary>The processes that share the work of one program, started at once.</summary>
    private sealed class Shares(string program, IReadOnlyDictionary<string, string> environment) : IAsyncDisposable
    {
        private readonly RunningProgram[] _all = Array.ConvertAll(
            Shards, s => RunningProgram.StartBuilt(program, environment, "--shard", s.ToString()));

        public async Task EndAsync()
        {
            foreach (var process in _all)
                Assert.True(await process.ExitAsync() == 0, process.Output);
        }

        public Task StopAsync()
        {
            Array.ForEach(_all, p => p.Terminate());
            return EndAsync();
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var process in _all)
                await process.DisposeAsync();
        }
    }
}
