using Pipeline.Shop.Records;
using Pipeline.Streams.Definitions;

namespace Pipeline.IntegrationTests.Programs;

public sealed class SeederTests(TestServers servers)
{
    [Fact]
    public async Task Without_Kafka_only_rows_are_written_and_nothing_complains()
    {
        await using var database = await servers.Postgres.DatabaseAsync();

        var run = await SeedAsync(database, null, ("KAFKA_ENABLED", "false"));

        Assert.Contains(run.StandardOutput, l => l.StartsWith("seeded: 320 succeeded, 0 failed, ", StringComparison.Ordinal));
        Assert.Equal(120, await database.CountAsync("users"));
        Assert.Equal(200, await database.CountAsync("products"));
        Assert.Equal(0, await database.CountAsync("outbox"));
    }

    [Fact]
    public async Task With_Kafka_every_row_is_acknowledged_and_a_repetition_adds()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        await using var topics = await servers.Kafka.TopicsAsync();

        var run = await SeedAsync(database, topics);
        await SeedAsync(database, topics);

        Assert.Equal(
            3, run.StandardOutput.Count(
                l => l.StartsWith("users: ", StringComparison.Ordinal) && l.Contains(" of 120, ", StringComparison.Ordinal)));
        Assert.Contains(run.StandardOutput, l => l.StartsWith("acknowledged by Kafka: all 320 after ", StringComparison.Ordinal));
        Assert.Equal(240, await database.CountAsync("users"));
        Assert.Equal(240, Sent(topics, ShopStreams.Users));
        Assert.Equal(400, Sent(topics, ShopStreams.Products));
        Assert.Equal(0, await database.CountAsync("outbox"));
    }

    [Fact]
    public async Task In_stream_mode_the_events_are_in_Kafka_and_the_tables_stay_empty()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        await using var topics = await servers.Kafka.TopicsAsync();

        await SeedAsync(database, topics, ("WRITE_MODE", "stream"));

        Assert.Equal((120, 200), (Sent(topics, ShopStreams.Users), Sent(topics, ShopStreams.Products)));
        Assert.Equal(0, await database.CountAsync("users"));
        Assert.Equal(0, await database.CountAsync("outbox"));
    }

    [Fact]
    public async Task Same_seed_makes_the_same_rows()
    {
        await using var one = await servers.Postgres.DatabaseAsync();
        await using var two = await servers.Postgres.DatabaseAsync();
        const string Rows = "SELECT md5(string_agg(u::text, '' ORDER BY user_id)) FROM (SELECT user_id, name, email, address, grade, age "
            + "FROM users) u";

        await SeedAsync(one, null, ("KAFKA_ENABLED", "false"), ("RANDOM_SEED", "7"));
        await SeedAsync(two, null, ("KAFKA_ENABLED", "false"), ("RANDOM_SEED", "7"));

        Assert.Equal(await one.AskAsync<string>(Rows), await two.AskAsync<string>(Rows));
    }

    private static long Sent(TestTopics topics, StreamDefinition stream) => Enumerable.Range(0, 3).Sum(p => topics.End(stream, p).High);

    private static async Task<RunningProgram> SeedAsync(
        TestDatabase database, TestTopics? topics, params (string Name, string Value)[] settings)
    {
        var environment = TestEnvironment.Of(database, topics);
        foreach (var (name, value) in settings.Concat([("SEED_USERS", "120"), ("SEED_PRODUCTS", "200"), ("SEED_BATCH", "50")]))
            environment[name] = value;
        var (exitCode, run) = await RunningProgram.RunBuiltAsync("Seeder", environment);
        Assert.True(exitCode == 0, run.Output);
        Assert.Empty(run.StandardError);
        Assert.DoesNotContain(database.Options.Password, run.Output, StringComparison.Ordinal);
        return run;
    }
}
