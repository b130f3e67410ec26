using Microsoft.Extensions.Logging.Abstractions;
using Pipeline.Postgres.Outbox;

namespace Pipeline.IntegrationTests.Outbox;

/// <summary>A relay that has sent and cannot remove.</summary>
public sealed class RelayRemovalTests(TestServers servers)
{
    [Fact]
    public async Task Database_that_can_be_read_and_not_written_has_nothing_sent_again()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        await database.ExecuteAsync("""
            CREATE SEQUENCE refusals;
            CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN PERFORM nextval('refusals'); RAISE EXCEPTION 'as if read-only' USING ERRCODE = '25006'; END $$;
            CREATE TRIGGER refuse BEFORE DELETE ON outbox FOR EACH STATEMENT EXECUTE FUNCTION refuse();
            """);
        await database.Writer().WriteAsync(new ShopSample(users: 100).Users, Token);
        var kafka = new RecordingPublisher();
        using var stop = new CancellationTokenSource();
        var relay = new OutboxRelay(database.Source, kafka, NullLogger<OutboxRelay>.Instance).RunAsync(stop.Token);

        await Eventually.HoldsAsync("the relay has tried in vain three times", async () =>
            await database.AskAsync<long>("SELECT last_value FROM refusals") >= 3);
        Assert.Equal(100, await database.CountAsync("outbox"));
        Assert.Equal(100, kafka.Sent.Count);

        await database.ExecuteAsync("DROP TRIGGER refuse ON outbox");
        await Eventually.EqualsAsync(0, () => database.CountAsync("outbox"), "what was sent is removed");
        Assert.Equal(100, kafka.Sent.Count);
        await stop.CancelAsync();
        await relay.WaitAsync(Eventually.Deadline, Token);
    }
}
