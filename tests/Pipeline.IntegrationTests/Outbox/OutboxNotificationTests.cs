using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Pipeline.Postgres.Outbox;
using Pipeline.Shop.Tables;

namespace Pipeline.IntegrationTests.Outbox;

public sealed class OutboxNotificationTests(TestServers servers)
{
    /// <summary>Bells that are held: locks of the class that notify_outbox asks for.</summary>
    private const string Bells = "pg_locks WHERE locktype = 'advisory' AND classid = 2829 AND mode = 'ExclusiveLock' AND granted "
        + "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";

    private readonly ShopSample _shop = new(users: 10);

    [Fact]
    public async Task Writer_rings_a_relay_that_sleeps_and_it_sends()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        var kafka = new RecordingPublisher();
        using var stop = new CancellationTokenSource();
        var running = new OutboxRelay(database.Open("relay"), kafka, NullLogger<OutboxRelay>.Instance).RunAsync(stop.Token);
        await Eventually.EqualsAsync(1, () => database.CountAsync(Bells), "the relay sleeps");

        Assert.True(await RingsAsync(database, () => database.Writer().WriteAsync(_shop.Users[..1], Token)));
        await Eventually.HoldsAsync("the row is sent", () => kafka.Sent.Count == 1);
        await Eventually.EqualsAsync(1, () => database.CountAsync(Bells), "the relay sleeps again");

        await stop.CancelAsync();
        await running;
        Assert.Equal(0, await database.CountAsync(Bells));
    }

    [Fact]
    public async Task Writer_rings_nobody_while_no_relay_sleeps()
    {
        await using var database = await servers.Postgres.DatabaseAsync();

        Assert.False(await RingsAsync(database, () => database.Writer().WriteAsync(_shop.Users[..1], Token)));
    }

    [Fact]
    public async Task No_relay_falls_asleep_beside_a_writer_that_has_not_rung()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        await using var context = await database.Contexts().CreateDbContextAsync(Token);
        await using var transaction = await context.Database.BeginTransactionAsync(Token);
        context.Users.Add(_shop.Users[0]);
        await context.SaveChangesAsync(Token);

        // Whichever lanes it has: the writer's event is in one of them.
        for (short lane = 0; lane < OutboxShard.Count; lane++)
        {
            await using var session = await TakeAsync(database, lane);
            Assert.False(await session.TryTakeBellAsync(Token));
        }

        await transaction.CommitAsync(Token);
        for (short lane = 0; lane < OutboxShard.Count; lane++)
        {
            await using var session = await TakeAsync(database, lane);
            Assert.True(await session.TryTakeBellAsync(Token));
            Assert.True(session.HoldsBell);
        }
    }

    [Fact]
    public async Task Bell_that_comes_with_the_answer_to_a_look_ends_the_wait_at_once()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        await using var session = await TakeAsync(database);
        Assert.True(await session.TryTakeBellAsync(Token));
        Assert.False(await session.WaitForBellAsync(TimeSpan.FromMilliseconds(1), Token));
        await database.ExecuteAsync("NOTIFY outbox");
        await session.StayAliveAsync(Token);

        Assert.True(await session.WaitForBellAsync(Timeout.InfiniteTimeSpan, Token).WaitAsync(TimeSpan.FromSeconds(30), Token));
    }

    [Fact]
    public async Task Relay_that_was_rung_gives_its_bell_back_with_the_next_look_also_when_it_finds_nothing()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        await using var session = await TakeAsync(database);
        Assert.True(await session.TryTakeBellAsync(Token));
        await session.SweepAsync(Token);
        Assert.True(session.HoldsBell, "A look alone wakes nobody.");
        await database.ExecuteAsync("NOTIFY outbox");
        Assert.True(await session.WaitForBellAsync(TimeSpan.FromSeconds(30), Token));

        await session.SweepAsync(Token);

        Assert.False(session.HoldsBell);
        Assert.Equal(0, await database.CountAsync(Bells));
    }

    [Fact]
    public async Task Relay_that_has_sent_gives_its_bell_back()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        await using var session = await TakeAsync(database);
        await database.Writer().WriteAsync(_shop.Users[..1], Token);
        Assert.True(await session.TryTakeBellAsync(Token));
        await Assert.Single(await session.SweepAsync(Token)).PublishAsync(new RecordingPublisher(), Token);
        Assert.True(session.HoldsBell, "What was read is not removed yet.");

        Assert.Empty(await session.SweepAsync(Token));

        Assert.Equal(0, await database.CountAsync("outbox"));
        Assert.False(session.HoldsBell);
        Assert.Equal(0, await database.CountAsync(Bells));
    }

    /// <summary>A session that holds all lanes, or all but those before the first.</summary>
    private static async Task<RelaySession> TakeAsync(TestDatabase database, short first = 0)
    {
        var lanes = Enumerable.Range(first, OutboxShard.Count - first).Select(
            static lane => new RelayShard((short)lane, NullLogger.Instance, TimeProvider.System)).ToList();
        var session = await RelaySession.TryTakeAsync(database.Source, lanes, Token);
        Assert.NotNull(session);
        return session;
    }

    /// <summary>
    /// Whether a notification comes from what is done. One of our own follows it, so that silence need not be waited for.
    /// </summary>
    private static async Task<bool> RingsAsync(TestDatabase database, Func<Task> act)
    {
        await using var listener = await database.Open("listener").OpenConnectionAsync(Token);
        var heard = new List<string>();
        listener.Notification += (_, bell) => heard.Add(bell.Payload);
        await using (var listen = new NpgsqlCommand("LISTEN outbox", listener))
            await listen.ExecuteNonQueryAsync(Token);

        await act();
        await database.ExecuteAsync("NOTIFY outbox, 'end'");
        while (!heard.Contains("end"))
            await listener.WaitAsync(Token);
        return heard.Count > 1;
    }
}
