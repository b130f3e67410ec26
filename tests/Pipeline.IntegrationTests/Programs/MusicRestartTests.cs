using Pipeline.IntegrationTests.Streams;
using Pipeline.Music.Records;

namespace Pipeline.IntegrationTests.Programs;

/// <summary>
/// The consumers of directly published events are killed twice and started again. Each time, a new producer repeats all events from
/// the first one, as a simulator does that is started again with the same seed.
/// </summary>
public sealed class MusicRestartTests(TestServers servers)
{
    private const int Users = 5_000;
    private const int Third = 10_000;

    [Fact]
    public async Task Events_that_are_sent_again_after_two_kills_count_once()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        await using var topics = await servers.Kafka.TopicsAsync();
        var environment = TestEnvironment.Of(database, topics);
        (environment["CONSUMER_TOPIC"], environment["HEALTH_PORT"]) = (MusicStreams.Events.Name, "0");
        var messages = 0;
        for (var run = 1; run <= 3; run++)
        {
            var consumers = Enumerable.Range(0, 3).Select(_ => RunningProgram.StartBuilt("Consumer", environment)).ToList();
            messages += new Listeners(topics, Users).Send(Third * run);
            var expected = run == 3 ? Third * run : Third * run - (Third / 2);
            await Eventually.HoldsAsync(
                $"run {run} has effects", async () => await database.CountAsync("listening_events") >= expected);
            if (run < 3)
                consumers.ForEach(static c => c.Signal("KILL"));
            else
                await VerifiedAsync(environment);
            foreach (var consumer in consumers)
                await consumer.DisposeAsync();
        }

        Assert.Equal(messages, await database.AskAsync<long>("SELECT sum(applied + duplicates)::bigint FROM consumer_progress"));
        Assert.Equal(Third * 3, await database.AskAsync<long>("SELECT sum(applied)::bigint FROM consumer_progress"));
        Assert.Equal(ListeningTests.Counted(topics), await ListeningTests.PlaysAsync(database));
    }

    private static async Task VerifiedAsync(IReadOnlyDictionary<string, string> environment)
    {
        var (exitCode, run) = await RunningProgram.RunBuiltAsync("pipeline", environment, "verify", "--timeout", "60");
        Assert.True(exitCode == 0, run.Output);
        Assert.Equal($"verify: ok listening_events={Third * 3} lost=0 duplicated=0 dead=0", run.StandardOutput[^1]);
    }
}
