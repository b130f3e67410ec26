using System.Globalization;
using Pipeline.Kafka;
using Pipeline.Kafka.Topics;
using Pipeline.Shop.Records;
using Pipeline.Simulation;

namespace Pipeline.EndToEndTests.Faults.Stage;

/// <summary>One fault: a shop of its own on the lane's servers, the load on it, and what is known of it.</summary>
internal sealed class FaultRun : IAsyncDisposable
{
    /// <summary>How long a group waits for a silent member here.</summary>
    public static readonly TimeSpan Session = TimeSpan.FromSeconds(6);

    /// <summary>How long everything may take that only has to happen: a busy machine is no failure.</summary>
    public static readonly TimeSpan WaitTimeout = TimeSpan.FromSeconds(120);

    private readonly List<TcpProxy> _proxies = [];

    private FaultRun(
        FaultLane lane, ShopServer postgres, ShopDatabase database, string prefix, TopicNames topics, Timeline timeline,
        SeededRandom random)
    {
        (Lane, Postgres, Database, Topics, Timeline, Random) = (lane, postgres, database, topics, timeline, random);
        Programs = new(Environment(lane, postgres, database, prefix, topics));
        Backlog = new(database, topics, lane.Kafka);
    }

    public FaultLane Lane { get; }

    /// <summary>The server of the database.</summary>
    public ShopServer Postgres { get; }

    public ShopDatabase Database { get; }

    public TopicNames Topics { get; }

    public Timeline Timeline { get; }

    public SeededRandom Random { get; }

    public ShopPrograms Programs { get; }

    public Backlog Backlog { get; }

    public KafkaConnection Connection => new() { BootstrapServers = Lane.Kafka.BootstrapServers };

    /// <summary>Dead letters that the test has caused.</summary>
    public int Dead { get; set; }

    public static async Task<FaultRun> PrepareAsync(FaultLane lane, ShopServer postgres, int number, Timeline timeline, SeededRandom random)
    {
        await lane.Kafka.CompleteAsync();
        var prefix = $"f{number}-";
        var topics = new TopicNames(ShopStreams.Registry, ShopStreams.Registry.All.ToDictionary(s => s.Name, s => prefix + s.Name));
        await TopicAdmin.ApplyAsync(new() { BootstrapServers = lane.Kafka.BootstrapServers }, TopicFile.BuiltIn(topics, null));
        return new(lane, postgres, await postgres.DatabaseAsync(), prefix, topics, timeline, random);
    }

    /// <summary>Starts seeder, consumers and generator, and waits until orders take effect through every consumer.</summary>
    /// <param name="except">Who is not started.</param>
    public async Task LoadAsync(params string[] except)
    {
        await SeedAsync();
        foreach (var name in ShopPrograms.Consumers.Append("producer-1").Except(except, StringComparer.Ordinal))
            Programs.Start(name);
        await Until.HoldsAsync(
            "every consumer of orders has a partition", WaitTimeout, () => Programs.Orders.All(p => p.Partitions.Count > 0));
        await FlowsAsync();
        Timeline.Step("load runs");
        // Not always at the same moment of the load.
        await Task.Delay(TimeSpan.FromMilliseconds(Random.Next(1000)), TestContext.Current.CancellationToken);
    }

    /// <summary>
    /// A few hundred users and products. Again where a busy machine has let the connection wait too long: seeding adds, it never
    /// breaks.
    /// </summary>
    public async Task SeedAsync()
    {
        for (var attempt = 1; attempt < 3; attempt++)
        {
            var (exitCode, _) = await Programs.Start("seeder").Process.EndAsync(WaitTimeout);
            if (exitCode == 0)
                return;
        }

        await Programs.Start("seeder").EndedWellAsync(WaitTimeout);
    }

    /// <summary>Gives the program with this name a health port.</summary>
    public HealthPort WatchHealth(string name)
    {
        var port = FreePorts.One();
        Programs.Set(name, "HEALTH_PORT", port.ToString(CultureInfo.InvariantCulture));
        return new(port);
    }

    /// <summary>Has the programs of these names reach the database through a proxy that can break their connections.</summary>
    public TcpProxy PutProxyBefore(params string[] names)
    {
        var proxy = new TcpProxy(Postgres.Port);
        _proxies.Add(proxy);
        foreach (var name in names)
            Programs.Set(name, "POSTGRES_PORT", proxy.Port.ToString(CultureInfo.InvariantCulture));
        return proxy;
    }

    /// <summary>Waits until a few hundred more orders have taken effect.</summary>
    public async Task FlowsAsync()
    {
        var begin = await Database.OrdersProgressAsync();
        await Until.HoldsAsync("orders take effect", WaitTimeout, async () => await Database.OrdersProgressAsync() > begin + 200);
    }

    /// <summary>
    /// Begins a fault of the database when consumers have events to apply. Otherwise a fault that stops the writers too may find consumers
    /// without work, and they notice nothing. Consumers of orders are frozen until events wait, and thawed when the fault has begun or
    /// waits for a lock of theirs.
    /// </summary>
    public async Task BeginWithBacklogAsync(Func<Task> begin)
    {
        var frozen = Programs.Orders;
        foreach (var consumer in frozen)
            consumer.Signal("STOP");
        Task begun;
        try
        {
            await Backlog.GrownAsync(100, WaitTimeout);
            begun = begin();
            await Until.HoldsAsync("the fault has begun or waits for a lock", WaitTimeout, async () =>
                begun.IsCompleted || await Database.CountAsync(
                    "pg_stat_activity WHERE datname = current_database() AND application_name = 'test' AND wait_event_type = 'Lock'") > 0);
        }
        finally
        {
            foreach (var consumer in frozen)
                consumer.Signal("CONT");
        }

        await begun;
    }

    /// <summary>Waits for the first sign of the fault.</summary>
    public async Task DetectedAsync(string how, TimeSpan deadline, Func<Task<bool>> condition)
    {
        await Until.HoldsAsync(how, deadline, condition);
        Timeline.Detected(how);
    }

    public Task DetectedAsync(string how, TimeSpan deadline, Func<bool> condition) =>
        DetectedAsync(how, deadline, () => Task.FromResult(condition()));

    /// <summary>Waits until everything committed by now has taken effect.</summary>
    public async Task RecoveredAsync(TimeSpan? deadline = null)
    {
        await Backlog.SettledAsync(deadline ?? WaitTimeout);
        Timeline.Recovered();
    }

    /// <summary>Ends the load in good order, and has the complete verification say that nothing is lost and nothing counts twice.</summary>
    public async Task VerifyAsync()
    {
        await Programs.StopAsync("producer-");
        if (await Database.CountAsync("outbox") > 0)
        {
            // The last relay has gone with the last generator: a seeder of nothing has one.
            Programs.Set("seeder", "SEED_USERS", "0");
            Programs.Set("seeder", "SEED_PRODUCTS", "0");
            await SeedAsync();
        }

        await Backlog.SettledAsync(WaitTimeout);
        Timeline.Step("load stopped, everything has settled");
        var verification = await Verification.RunAsync(Programs.Environment);
        Timeline.Step(verification.Summary);
        Assert.True(verification.IsOk, verification.Findings);
        Assert.True(verification.Dead == Dead, $"Expected are {Dead} dead letters: {verification.Summary}");
        Assert.True(verification.Orders > 200, $"There was no load: {verification.Summary}");
        await Programs.StopAsync();
        Timeline.Report(Backlog.Peak, "ok");
    }

    public async ValueTask DisposeAsync()
    {
        await Programs.DisposeAsync();
        foreach (var proxy in _proxies)
            await proxy.DisposeAsync();
        await Backlog.DisposeAsync();
        await Database.DisposeAsync();
    }

    private static Dictionary<string, string> Environment(
        FaultLane lane, ShopServer postgres, ShopDatabase database, string prefix, TopicNames topics) => new(StringComparer.Ordinal)
        {
            ["KAFKA_BOOTSTRAP_SERVERS"] = lane.Kafka.BootstrapServers,
            ["KAFKA_TOPIC_USERS"] = topics.Of(ShopStreams.Users),
            ["KAFKA_TOPIC_PRODUCTS"] = topics.Of(ShopStreams.Products),
            ["KAFKA_TOPIC_ORDERS"] = topics.Of(ShopStreams.Orders),
            ["KAFKA_GROUP_PREFIX"] = prefix,
            ["KAFKA_SESSION_TIMEOUT_MS"] = Session.TotalMilliseconds.ToString(CultureInfo.InvariantCulture),
            ["POSTGRES_HOST"] = "127.0.0.1",
            ["POSTGRES_PORT"] = postgres.Port.ToString(CultureInfo.InvariantCulture),
            ["POSTGRES_USER"] = database.Role,
            ["POSTGRES_PASSWORD"] = postgres.Password,
            ["POSTGRES_DB"] = database.Name,
            ["POSTGRES_SSL_MODE"] = "disable",
            ["POSTGRES_POOL_SIZE"] = "12",
            ["BREAKER_OPEN_SECONDS"] = "2",
            ["HEALTH_PORT"] = "0",
            ["RANDOM_SEED"] = (lane.Seed % 1_000_000).ToString(CultureInfo.InvariantCulture),
            ["SEED_USERS"] = "300",
            ["SEED_PRODUCTS"] = "300",
            ["ORDER_RATE"] = lane.OrderRate.ToString(CultureInfo.InvariantCulture),
            ["PRODUCT_RATE"] = "5",
            ["UPDATE_RATE"] = "50",
        };
}
