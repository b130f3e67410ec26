using Pipeline.IntegrationTests.Consuming;
using Pipeline.Postgres.Outbox;
using Pipeline.Shop.Records;

namespace Pipeline.IntegrationTests.Outbox;

/// <summary>A relay that sends and cannot remove.</summary>
public sealed class RelayRemovalTests(TestServers servers)
{
    [Fact]
    public async Task Read_only_database_is_logged_once_and_nothing_is_sent_again()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        await database.ExecuteAsync("""
            CREATE SEQUENCE refusals;
            CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN PERFORM nextval('refusals'); RAISE EXCEPTION 'as if read-only' USING ERRCODE = '25006'; END $$;
            CREATE TRIGGER refuse BEFORE DELETE ON outbox FOR EACH STATEMENT EXECUTE FUNCTION refuse();
            """);
        await database.Writer().WriteAsync(new ShopSample(users: 100).Users, Token);
        var (kafka, log) = (new RecordingPublisher(), new LogLines<OutboxRelay>());
        using var stop = new CancellationTokenSource();
        var relay = new OutboxRelay(database.Source, ShopStreams.Registry, kafka, log).RunAsync(stop.Token);

        await Eventually.HoldsAsync("the relay has failed three times", async () =>
            await database.AskAsync<long>("SELECT last_value FROM refusals") >= 3);
        Assert.Equal(100, await database.CountAsync("outbox"));
        Assert.Equal(100, kafka.Sent.Count);
        Assert.Equal(1, log.Count("The relay cannot read the outbox: "));
        Assert.Equal(0, log.Count("reads the outbox again"));

        await database.ExecuteAsync("DROP TRIGGER refuse ON outbox");
        await Eventually.EqualsAsync(0, () => database.CountAsync("outbox"), "what was sent is removed");
        Assert.Equal(100, kafka.Sent.Count);
        await Eventually.HoldsAsync("the recovery is logged", () => log.Count("reads the outbox again") == 1);
        await stop.CancelAsync();
        await relay.WaitAsync(Eventually.Deadline, Token);
    }
}
