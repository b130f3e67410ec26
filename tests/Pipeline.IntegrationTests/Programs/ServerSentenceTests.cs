using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Pipeline.Shop.Records;

namespace Pipeline.IntegrationTests.Programs;

/// <summary>Servers that are away or not as they must be: one sentence that says what to set, never a stack trace or a secret.</summary>
public sealed class ServerSentenceTests(TestServers servers)
{
    [Fact]
    public async Task Dead_PostgreSQL_is_told_by_the_seeder_in_one_line()
    {
        await using var database = await servers.Postgres.DatabaseAsync();

        await RefusedAsync(
            "Seeder", 1, "PostgreSQL at 127.0.0.1:1 does not answer",
            With(database, null, ("POSTGRES_HOST", "127.0.0.1"), ("POSTGRES_PORT", "1")));
    }

    [Fact]
    public async Task Wrong_password_is_told_with_the_user_it_was_refused_for()
    {
        await using var database = await servers.Postgres.DatabaseAsync();

        await RefusedAsync(
            "Seeder", 1, "refuses user 'postgres': set POSTGRES_USER and POSTGRES_PASSWORD.",
            With(database, null, ("POSTGRES_PASSWORD", "hidden-word")));
    }

    [Fact]
    public async Task Missing_database_is_told_with_its_name()
    {
        await using var database = await servers.Postgres.DatabaseAsync();

        await RefusedAsync(
            "Seeder", 1, "has no database 'nowhere': create it, or set POSTGRES_DB.", With(database, null, ("POSTGRES_DB", "nowhere")));
    }

    [Fact]
    public async Task Dead_brokers_are_told_with_their_address()
    {
        await using var database = await servers.Postgres.DatabaseAsync();

        await RefusedAsync(
            "Seeder", 1, "Kafka at 127.0.0.1:1 does not answer", With(database, null, ("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1")));
    }

    [Fact]
    public async Task Missing_topic_is_told_with_its_name()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        await using var topics = await servers.Kafka.TopicsAsync();

        await RefusedAsync(
            "Seeder", 1, "Topic 'no-such-topic' does not exist", With(database, topics, ("KAFKA_TOPIC_USERS", "no-such-topic")));
    }

    [Theory]
    [InlineData("Consumer", "", 3)]
    [InlineData("RealtimeGenerator", "", 3)]
    [InlineData("Consumer", "6", 6)]
    public async Task Topic_cut_differently_ends_a_worker(string program, string set, int wanted)
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        await using var topics = await servers.Kafka.TopicsAsync(partitions: 4);

        await RefusedAsync(
            program, 1, $"Topic '{topics.Names.Of(ShopStreams.Orders)}' has 4 partitions instead of {wanted}",
            With(database, topics, ("CONSUMER_TOPIC", "orders"), ("KAFKA_PARTITIONS", set)));
    }

    [Theory]
    [InlineData("verify", "verify: ok users=0 products=0 orders=0 lost=0 duplicated=0 dead=0")]
    [InlineData("status", "/5 ")]
    public async Task Command_looks_at_as_many_partitions_as_are_set_and_refuses_another_number(string command, string answer)
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        await using var topics = await servers.Kafka.TopicsAsync(partitions: 6);

        await RefusedAsync(
            "pipeline", 1, $"Topic '{topics.Names.Of(ShopStreams.Orders)}' has 6 partitions instead of 3", With(database, topics), command);
        var (exitCode, run) = await RunningProgram.RunBuiltAsync("pipeline", With(database, topics, ("KAFKA_PARTITIONS", "6")), command);

        Assert.True(exitCode == 0, run.Output);
        Assert.Contains(answer, run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("verify")]
    [InlineData("status")]
    public async Task Command_without_a_database_says_so(string command)
    {
        var (exitCode, run) = await RunningProgram.RunBuiltAsync(
            "pipeline",
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["POSTGRES_HOST"] = "127.0.0.1",
                ["POSTGRES_PORT"] = "1",
                ["POSTGRES_PASSWORD"] = "hidden-word",
            },
            command);

        Assert.Equal(1, exitCode);
        Assert.StartsWith("PostgreSQL at 127.0.0.1:1 does not answer", Assert.Single(run.StandardError), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_without_brokers_prints_what_the_database_says_before_it_fails()
    {
        await using var database = await servers.Postgres.DatabaseAsync();

        var (exitCode, run) = await RunningProgram.RunBuiltAsync(
            "pipeline", With(database, null, ("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1")), "status");

        Assert.Equal(1, exitCode);
        Assert.StartsWith("Kafka at 127.0.0.1:1 does not answer", Assert.Single(run.StandardError), StringComparison.Ordinal);
        Assert.Contains(run.StandardOutput, line => line.StartsWith("outbox: 0 waiting", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Used_health_port_is_told_with_its_number()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
        await using var database = await servers.Postgres.DatabaseAsync();
        await using var topics = await servers.Kafka.TopicsAsync();

        await RefusedAsync(
            "Consumer", 1, $"Port {port} is already in use: set HEALTH_PORT to a free one.",
            With(database, topics, ("CONSUMER_TOPIC", "orders"), ("HEALTH_PORT", port)));
    }

    private static async Task RefusedAsync(
        string program, int exitCode, string sentence, Dictionary<string, string> environment, params string[] arguments)
    {
        var (code, run) = await RunningProgram.RunBuiltAsync(program, environment, arguments);

        Assert.Equal(exitCode, code);
        Assert.Contains(sentence, Assert.Single(run.StandardError), StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(environment["POSTGRES_PASSWORD"], run.Output, StringComparison.Ordinal);
    }

    private static Dictionary<string, string> With(TestDatabase database, TestTopics? topics, params (string Name, string Value)[] settings)
    {
        var environment = TestEnvironment.Of(database, topics);
        environment["HEALTH_PORT"] = "0";
        foreach (var (name, value) in settings)
            environment[name] = value;
        return environment;
    }
}
