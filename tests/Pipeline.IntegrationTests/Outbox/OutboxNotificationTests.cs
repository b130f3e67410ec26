using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Pipeline.Postgres.Model;
using Pipeline.Postgres.Outbox;
using Pipeline.Shop.Records;

namespace Pipeline.IntegrationTests.Outbox;

public sealed class OutboxNotificationTests(TestServers servers)
{
    /// <summary>Requests for notifications: locks of the class that notify_outbox checks.</summary>
    private const string Requests = "pg_locks WHERE locktype = 'advisory' AND classid = 2829 AND mode = 'ExclusiveLock' AND granted "
        + "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";

    private readonly ShopSample _shop = new(users: 10);

    [Fact]
    public async Task Writer_notifies_an_idle_relay_and_it_sends()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        var kafka = new RecordingPublisher();
        using var stop = new CancellationTokenSource();
        var running = new OutboxRelay(database.Open("relay"), ShopStreams.Registry, kafka, NullLogger<OutboxRelay>.Instance)
            .RunAsync(stop.Token);
        await Eventually.EqualsAsync(1, () => database.CountAsync(Requests), "the relay is idle");

        Assert.True(await NotifiesAsync(database, () => database.Writer().WriteAsync(_shop.Users[..1], Token)));
        await Eventually.HoldsAsync("the row is sent", () => kafka.Sent.Count == 1);
        await Eventually.EqualsAsync(1, () => database.CountAsync(Requests), "the relay is idle again");

        await stop.CancelAsync();
        await running;
        Assert.Equal(0, await database.CountAsync(Requests));
    }

    [Fact]
    public async Task Writer_notifies_nobody_while_no_relay_is_idle()
    {
        await using var database = await servers.Postgres.DatabaseAsync();

        Assert.False(await NotifiesAsync(database, () => database.Writer().WriteAsync(_shop.Users[..1], Token)));
    }

    [Fact]
    public async Task No_relay_goes_idle_beside_a_writer_that_has_not_notified()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        await using var context = await database.Contexts().CreateDbContextAsync(Token);
        await using var transaction = await context.Database.BeginTransactionAsync(Token);
        context.Users.Add(_shop.Users[0]);
        await context.SaveChangesAsync(Token);

        // The writer's event is in one of the shards, so a relay of each shard is tried.
        for (short shard = 0; shard < OutboxShard.Count; shard++)
        {
            await using var session = await TakeAsync(database, shard);
            Assert.False(await session.TryRequestNotificationAsync(Token));
        }

        await transaction.CommitAsync(Token);
        for (short shard = 0; shard < OutboxShard.Count; shard++)
        {
            await using var session = await TakeAsync(database, shard);
            Assert.True(await session.TryRequestNotificationAsync(Token));
            Assert.True(session.WantsNotification);
        }
    }

    [Fact]
    public async Task Notification_that_arrives_with_the_result_of_a_poll_ends_the_wait_at_once()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        await using var session = await TakeAsync(database);
        Assert.True(await session.TryRequestNotificationAsync(Token));
        Assert.False(await session.WaitForNotificationAsync(TimeSpan.FromMilliseconds(1), Token));
        await database.ExecuteAsync("NOTIFY outbox");
        await session.KeepAliveAsync(Token);

        Assert.True(await session.WaitForNotificationAsync(Timeout.InfiniteTimeSpan, Token).WaitAsync(TimeSpan.FromSeconds(30), Token));
    }

    [Fact]
    public async Task Relay_that_was_notified_withdraws_its_request_with_the_next_poll_also_when_it_finds_nothing()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        await using var session = await TakeAsync(database);
        Assert.True(await session.TryRequestNotificationAsync(Token));
        await session.PollAsync(Token);
        Assert.True(session.WantsNotification, "A poll without work keeps the request.");
        await database.ExecuteAsync("NOTIFY outbox");
        Assert.True(await session.WaitForNotificationAsync(TimeSpan.FromSeconds(30), Token));

        await session.PollAsync(Token);

        Assert.False(session.WantsNotification);
        Assert.Equal(0, await database.CountAsync(Requests));
    }

    [Fact]
    public async Task Relay_that_has_sent_withdraws_its_request()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        await using var session = await TakeAsync(database);
        await database.Writer().WriteAsync(_shop.Users[..1], Token);
        Assert.True(await session.TryRequestNotificationAsync(Token));
        await Assert.Single(await session.PollAsync(Token)).PublishAsync(new RecordingPublisher(), Token);
        Assert.True(session.WantsNotification, "The request stays until what was sent is removed.");

        Assert.Empty(await session.PollAsync(Token));

        Assert.Equal(0, await database.CountAsync("outbox"));
        Assert.False(session.WantsNotification);
        Assert.Equal(0, await database.CountAsync(Requests));
    }

    /// <summary>A session that holds the shards from the first one on.</summary>
    private static async Task<RelaySession> TakeAsync(TestDatabase database, short first = 0)
    {
        var shards = Enumerable.Range(first, OutboxShard.Count - first).Select(
            static shard => new RelayShard((short)shard, NullLogger.Instance, TimeProvider.System)).ToList();
        var session = await RelaySession.TryOpenAsync(database.Source, ShopStreams.Registry, shards, Token);
        Assert.NotNull(session);
        return session;
    }

    /// <summary>
    /// Whether an action notifies. A notification of the test follows it, so that the test need not wait for silence.
    /// </summary>
    private static async Task<bool> NotifiesAsync(TestDatabase database, Func<Task> act)
    {
        await using var listener = await database.Open("listener").OpenConnectionAsync(Token);
        var heard = new List<string>();
        listener.Notification += (_, notification) => heard.Add(notification.Payload);
        await using (var listen = new NpgsqlCommand("LISTEN outbox", listener))
            await listen.ExecuteNonQueryAsync(Token);

        await act();
        await database.ExecuteAsync("NOTIFY outbox, 'end'");
        while (!heard.Contains("end"))
            await listener.WaitAsync(Token);
        return heard.Count > 1;
    }
}
