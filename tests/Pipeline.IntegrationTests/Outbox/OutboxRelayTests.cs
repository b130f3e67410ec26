using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Pipeline.Postgres.Model;
using Pipeline.Postgres.Outbox;
using Pipeline.Shop.Records;
using Pipeline.Shop.Tables;
using Pipeline.Streams.Delivery;

namespace Pipeline.IntegrationTests.Outbox;

public sealed class OutboxRelayTests(TestServers servers)
{
    private readonly ShopSample _shop = new(users: 300);

    [Fact]
    public async Task Everything_is_sent_in_the_order_of_each_key_and_removed()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        var wanted = await FillAsync(database);
        var kafka = new RecordingPublisher();

        await using (Start(database.Source, kafka))
            await EmptyAsync(database);

        AssertSentOnceInOrder(wanted, kafka.Sent);
    }

    [Fact]
    public async Task Publisher_that_fails_in_the_middle_stops_the_shard_there_and_nothing_is_lost_or_skipped()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        var wanted = await FillAsync(database);
        var kafka = new RecordingPublisher();
        kafka.FailAfter(100);

        await using (Start(database.Source, kafka))
        {
            await Eventually.HoldsAsync("every shard has met the failure", () => kafka.Failures >= OutboxShard.Count);
            Assert.Equal(100, kafka.Sent.Count);
            await Eventually.EqualsAsync(
                wanted.Count - 100, () => database.CountAsync("outbox"), "what was acknowledged is removed, the rest stays");
            kafka.Heal();
            await EmptyAsync(database);
        }

        AssertSentOnceInOrder(wanted, kafka.Sent);
    }

    [Fact]
    public async Task Shard_that_waits_does_not_stop_the_others()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        await FillAsync(database);
        var kafka = new RecordingPublisher();
        kafka.FailAt(static m => OutboxShard.Of(Encoding.UTF8.GetString(m.Key)) == 1);

        await using (Start(database.Source, kafka))
        {
            await Eventually.EqualsAsync(0, () => database.CountAsync("outbox WHERE shard <> 1"), "the other shards are sent");
            Assert.NotEqual(0, await database.CountAsync("outbox"));
            await FillAsync(database, from: 100);
            await Eventually.EqualsAsync(
                0, () => database.CountAsync("outbox WHERE shard <> 1"), "the other shards are sent, however often the one has failed");
            kafka.Heal();
            await EmptyAsync(database);
        }

        AssertSentOnceInOrder(await JournalAsync(database), kafka.Sent);
    }

    [Fact]
    public async Task Relay_that_has_some_shards_takes_the_others_when_they_become_free()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        var wanted = await FillAsync(database);
        var kafka = new RecordingPublisher();
        var other = await RelaySession.TryOpenAsync(
            database.Open("other"), ShopStreams.Registry,
            [new RelayShard(0, NullLogger.Instance, TimeProvider.System), new RelayShard(2, NullLogger.Instance, TimeProvider.System)],
            Token);
        Assert.NotNull(other);

        await using (Start(database.Open("relay"), kafka))
        {
            await Eventually.EqualsAsync(0, () => database.CountAsync("outbox WHERE shard IN (1, 3)"), "the free shards are sent");
            Assert.NotEqual(0, await database.CountAsync("outbox WHERE shard = 0"));
            Assert.NotEqual(0, await database.CountAsync("outbox WHERE shard = 2"));
            await other.DisposeAsync();
            await EmptyAsync(database);
        }

        AssertSentOnceInOrder(wanted, kafka.Sent);
    }

    [Fact]
    public async Task Two_relays_at_once_send_each_event_exactly_once()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        var wanted = await FillAsync(database);
        var kafka = new RecordingPublisher();

        // One stands for the topic, so that the order between the two relays shows.
        await using (Start(database.Open("one"), kafka))
        await using (Start(database.Open("two"), kafka))
        {
            wanted = await FillAsync(database, from: 150);
            await EmptyAsync(database);
        }

        AssertSentOnceInOrder(wanted, kafka.Sent);
    }

    [Fact]
    public async Task Relay_whose_session_is_killed_is_taken_over()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        var wanted = await FillAsync(database);
        var (dead, living) = (new RecordingPublisher(), new RecordingPublisher());
        dead.StandStill();

        await using (Start(database.Open("dead"), dead))
        {
            await dead.Entered;
            await Eventually.EqualsAsync(OutboxShard.Count, () => LocksAsync(database, "dead"), "the first relay holds all shards");
            await using (Start(database.Open("living"), living))
            {
                await database.ExecuteAsync(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'dead' AND datname = "
                        + "current_database()");
                await EmptyAsync(database);
                AssertSentOnceInOrder(wanted, living.Sent);
            }

            dead.Release();
        }
    }

    [Fact]
    public async Task Row_committed_late_with_a_smaller_id_is_not_skipped()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        await using var late = await database.Contexts().CreateDbContextAsync(Token);
        await using var transaction = await late.Database.BeginTransactionAsync(Token);
        late.Users.Add(_shop.Users[^1]);
        await late.SaveChangesAsync(Token);
        var lateEvent = (Guid)late.Entry(_shop.Users[^1]).Property(StreamModel.EventId).CurrentValue!;
        var kafka = new RecordingPublisher();

        await using (Start(database.Source, kafka))
        {
            await database.Writer().WriteAsync(_shop.Users[..100], Token);
            await Eventually.HoldsAsync("the later ids are sent", () => kafka.Sent.Count == 100);
            await transaction.CommitAsync(Token);
            await EmptyAsync(database);
        }

        Assert.Equal(lateEvent, kafka.Sent[^1]);
        Assert.Equal(101, kafka.Sent.Count);
    }

    [Fact]
    public async Task Stopped_relay_sends_what_is_there_and_releases_its_shards()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        var wanted = await FillAsync(database);
        var kafka = new RecordingPublisher();
        kafka.StandStill();

        await using (var relay = Start(database.Open("stopped"), kafka))
        {
            await Eventually.EqualsAsync(OutboxShard.Count, () => LocksAsync(database, "stopped"), "the relay holds all shards");
            await kafka.Entered;
            var stopping = relay.DisposeAsync();
            kafka.Release();
            await stopping;
        }

        AssertSentOnceInOrder(wanted, kafka.Sent);
        Assert.Equal(0, await database.CountAsync("outbox"));
        Assert.Equal(0, await LocksAsync(database, "stopped"));
    }

    [Fact]
    public async Task Stopped_relay_whose_publisher_fails_removes_what_was_acknowledged_and_leaves_the_rest()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        var wanted = await FillAsync(database);
        var kafka = new RecordingPublisher();
        kafka.StandStill();
        kafka.FailAfter(100);

        await using (var relay = Start(database.Open("stopped"), kafka))
        {
            await kafka.Entered;
            var stopping = relay.DisposeAsync();
            kafka.Release();
            await stopping;
        }

        Assert.Equal(100, kafka.Sent.Count);
        Assert.Equal(wanted.Count - 100, await database.CountAsync("outbox"));
        Assert.Equal(0, await LocksAsync(database, "stopped"));
    }

    /// <summary>Users and two changes of each, so that keys have an order to keep.</summary>
    private async Task<List<(string Key, Guid Id)>> FillAsync(TestDatabase database, int from = 0)
    {
        await database.ExecuteAsync("""
            CREATE TABLE IF NOT EXISTS journal (id bigint, key text, event_id uuid);
            CREATE OR REPLACE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN INSERT INTO journal VALUES (NEW.id, NEW.key, NEW.event_id); RETURN NULL; END $$;
            CREATE OR REPLACE TRIGGER keep AFTER INSERT ON outbox FOR EACH ROW EXECUTE FUNCTION keep();
            """);
        var users = _shop.Users[from..(from + 100)];
        await database.Writer().WriteAsync(users, Token);
        for (var change = 0; change < 2; change++)
        {
            await using var context = await database.Contexts().CreateDbContextAsync(Token);
            foreach (var user in context.Users.Where(u => users.Select(x => x.UserId).Contains(u.UserId)).ToList())
                context.Entry(user).CurrentValues.SetValues(user with { Age = user.Age + 1 });
            await context.SaveChangesAsync(Token);
        }

        return await JournalAsync(database);
    }

    /// <summary>What was ever put into the outbox, in the order of its ids, whatever a relay has removed since.</summary>
    private static async Task<List<(string Key, Guid Id)>> JournalAsync(TestDatabase database)
    {
        var keys = await database.ListAsync<string>("SELECT key FROM journal ORDER BY id");
        var ids = await database.ListAsync<Guid>("SELECT event_id FROM journal ORDER BY id");
        return [.. keys.Zip(ids)];
    }

    private static Task EmptyAsync(TestDatabase database) =>
        Eventually.EqualsAsync(0, () => database.CountAsync("outbox"), "the outbox is empty");

    private static Task<long> LocksAsync(TestDatabase database, string name) => database.CountAsync($"""
        pg_locks l JOIN pg_stat_activity a USING (pid)
        WHERE l.locktype = 'advisory' AND l.granted AND a.application_name = '{name}' AND a.datname = current_database()
        """);

    private static void AssertSentOnceInOrder(List<(string Key, Guid Id)> wanted, IReadOnlyList<Guid> sent)
    {
        Assert.Equal(wanted.Count, sent.Count);
        var position = sent.Select((id, i) => (id, i)).ToDictionary(p => p.id, p => p.i);
        foreach (var key in wanted.GroupBy(w => w.Key))
        {
            var positions = key.Select(w => position[w.Id]).ToList();
            Assert.Equal(positions.Order(), positions);
        }
    }

    private static Running Start(NpgsqlDataSource database, IEventPublisher kafka) => new(database, kafka);

    private sealed class Running : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly Task _run;

        public Running(NpgsqlDataSource database, IEventPublisher kafka) =>
            _run = new OutboxRelay(database, ShopStreams.Registry, kafka, NullLogger<OutboxRelay>.Instance).RunAsync(_stop.Token);

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await _run.WaitAsync(Eventually.Deadline);
        }
    }
}
