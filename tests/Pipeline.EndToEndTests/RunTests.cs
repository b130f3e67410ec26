using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using Npgsql;

namespace Pipeline.EndToEndTests;

/// <summary><c>make run</c>: everything in one command on embedded parts.</summary>
public sealed class RunTests
{
    private static readonly TimeSpan Start = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan End = TimeSpan.FromSeconds(120);

    /// <summary>Orders due per second.</summary>
    private const int Rate = 200;

    [Fact]
    public async Task Run_with_a_duration_ends_by_itself_and_proves_that_nothing_was_lost()
    {
        using var folder = new ScratchFolder();
        await using var run = PipelineRun.Start(
            folder.Path, ("DURATION", "8"), ("SEED_USERS", "1000"), ("SEED_PRODUCTS", "2000"), ("ORDER_RATE", $"{Rate}"));
        var (exitCode, last) = await run.EndAsync(End);
        Assert.True(exitCode == 0, run.Output);
        var numbers = PipelineRun.Numbers(last);
        Assert.StartsWith("verify: ok ", last, StringComparison.Ordinal);
        Assert.Equal(1000, numbers["users"]);
        Assert.Equal(2000 + PipelineRun.Generated(run, "products"), numbers["products"]);
        Assert.Equal(PipelineRun.Generated(run, "orders"), numbers["orders"]);
        Assert.Equal(0, numbers["lost"] + numbers["duplicated"] + numbers["dead"]);
        // 1,600 fall due. A busy machine places fewer, but without ORDER_RATE there would be a few dozen.
        Assert.InRange(numbers["orders"], 800, 1600 + Rate);
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(folder.Path, ".pipeline")));
    }

    [Fact]
    public async Task Ctrl_C_stops_verifies_and_prints_the_result()
    {
        using var folder = new ScratchFolder();
        await using var run = PipelineRun.Start(folder.Path, ("SEED_USERS", "200"), ("SEED_PRODUCTS", "300"), ("ORDER_RATE", "100"));
        await run.LineAsync(line => line.EndsWith("so far", StringComparison.Ordinal), Start);
        run.Signal("INT");
        var (exitCode, last) = await run.EndAsync(End);
        Assert.True(exitCode == 0, run.Output);
        Assert.StartsWith("verify: ok ", last, StringComparison.Ordinal);
        Assert.True(PipelineRun.Numbers(last)["orders"] > 0, last);
    }

    [Fact]
    public async Task Strangers_see_the_events_and_rows_that_the_guide_describes()
    {
        using var folder = new ScratchFolder();
        await using var run = PipelineRun.Start(
            folder.Path, ("SEED_USERS", "200"), ("SEED_PRODUCTS", "300"), ("ORDER_RATE", "100"), ("UPDATE_RATE", "0"),
            ("RANDOM_SEED", "7"));
        var kafka = (await run.LineAsync(line => line.StartsWith("Kafka: ", StringComparison.Ordinal), Start)).Split(' ')[1];
        var psql = (
            await run.LineAsync(
                line => line.Contains("PGPASSWORD=", StringComparison.Ordinal), Start)).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        await run.LineAsync(line => line.EndsWith("so far", StringComparison.Ordinal), Start);

        var order = Consume(kafka, "orders");
        using var json = JsonDocument.Parse(order.Message.Value);
        var data = json.RootElement.GetProperty("data");
        Assert.Equal("order_created", json.RootElement.GetProperty("event_type").GetString());
        Assert.Equal(data.GetProperty("user_id").GetString(), Encoding.UTF8.GetString(order.Message.Key));
        Assert.Equal(json.RootElement.GetProperty("event_id").GetString(), Header(order, "event-id"));
        Assert.Equal("order_created", Header(order, "event-type"));

        await using var database = NpgsqlDataSource.Create(
            $"Host={psql[4]};Port={psql[6]};Username={psql[8]};Database={psql[9]};Password={psql[1]["PGPASSWORD=".Length..]}");
        await using var row = database.CreateCommand("SELECT user_id, total_amount, event_id::text FROM orders WHERE order_id = $1");
        row.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = data.GetProperty("order_id").GetGuid() });
        await using var reader = await row.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        Assert.True(await reader.ReadAsync(TestContext.Current.CancellationToken), "The order is in Kafka but not in the database.");
        Assert.Equal(data.GetProperty("user_id").GetString(), reader.GetString(0));
        Assert.Equal(data.GetProperty("total_amount").GetInt64(), reader.GetInt64(1));
        Assert.Equal(Header(order, "event-id"), reader.GetString(2));

        run.Signal("TERM");
        Assert.Equal(0, (await run.EndAsync(End)).ExitCode);
    }

    [Fact]
    public async Task Run_without_Kafka_only_writes()
    {
        using var folder = new ScratchFolder();
        await using var run = PipelineRun.Start(
            folder.Path, ("KAFKA_ENABLED", "false"), ("DURATION", "2"), ("SEED_USERS", "100"), ("SEED_PRODUCTS", "100"),
            ("ORDER_RATE", "100"));
        var (exitCode, last) = await run.EndAsync(End);
        Assert.True(exitCode == 0, run.Output);
        Assert.Equal(100, PipelineRun.Numbers(last)["users"]);
    }

    [Fact]
    public async Task All_wrong_settings_are_named_at_once_before_anything_starts()
    {
        using var folder = new ScratchFolder();
        await using var run = PipelineRun.Start(
            folder.Path, ("DURATION", "soon"), ("ORDER_RATE", "fast"), ("SEED_USERS", "-1"), ("WRITE_MODE", "twice"));
        var (exitCode, _) = await run.EndAsync(Start);
        Assert.Equal(2, exitCode);
        Assert.Equal(4, run.Output.Split('\n').Length);
        foreach (var name in (string[])["DURATION", "ORDER_RATE", "SEED_USERS", "WRITE_MODE"])
            Assert.Contains(name, run.Output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(folder.Path, ".pipeline")));
    }

    /// <summary>The embedded servers have their own values for these settings, so a wrong one would change nothing.</summary>
    [Fact]
    public async Task Settings_that_the_embedded_servers_override_are_checked_too()
    {
        using var folder = new ScratchFolder();
        await using var run = PipelineRun.Start(
            folder.Path, ("KAFKA_GROUP_PROTOCOL", "x"), ("KAFKA_SECURITY_PROTOCOL", "tls"), ("KAFKA_MAX_LAG", "0"),
            ("KAFKA_SESSION_TIMEOUT_MS", "5"), ("POSTGRES_POOL_SIZE", "7"), ("POSTGRES_PORT", "many"),
            ("POSTGRES_PASSWORD_FILE", "/dev/zero"), ("ORDER_RATES", "5"));
        Assert.Equal(2, (await run.EndAsync(Start)).ExitCode);
        string[] wrong =
        [
            "KAFKA_GROUP_PROTOCOL", "KAFKA_MAX_LAG", "KAFKA_SECURITY_PROTOCOL", "KAFKA_SESSION_TIMEOUT_MS", "ORDER_RATES",
            "POSTGRES_PASSWORD_FILE", "POSTGRES_POOL_SIZE", "POSTGRES_PORT",
        ];
        Assert.Equal(wrong, run.StandardError.Select(static line => line.Split('=', ' ')[0]).Order(StringComparer.Ordinal));
    }

    private static ConsumeResult<byte[], byte[]> Consume(string servers, string topic)
    {
        using var consumer = new ConsumerBuilder<byte[], byte[]>(
            new ConsumerConfig
            {
                BootstrapServers = servers,
                GroupId = "stranger",
                EnableAutoCommit = false,
                AllowAutoCreateTopics = false,
            }).Build();
        consumer.Assign(Enumerable.Range(0, 3).Select(p => new TopicPartitionOffset(topic, p, Offset.Beginning)));
        var result = consumer.Consume(TimeSpan.FromSeconds(20));
        Assert.NotNull(result);
        return result;
    }

    private static string Header(ConsumeResult<byte[], byte[]> result, string name)
    {
        Assert.True(result.Message.Headers.TryGetLastBytes(name, out var value), $"No header {name}.");
        return Encoding.UTF8.GetString(value);
    }
}
