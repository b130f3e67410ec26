using System.Globalization;
using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using Pipeline.Shop.Records;

namespace Pipeline.IntegrationTests.Music;

/// <summary>The program MusicSimulator against brokers.</summary>
public sealed class SimulatorTests(TestServers servers) : IDisposable
{
    private static readonly Dictionary<string, string> Nothing = new(StringComparer.Ordinal);

    private readonly ScratchFolder _folder = new();

    private string Events => Path.Combine(_folder.Path, "events.jsonl");

    [Fact]
    public async Task Topic_and_file_get_the_same_events_in_order_per_listener()
    {
        await using var topics = await servers.Kafka.TopicsAsync();
        var run = await RunAsync(
            0, "--brokers", topics.Connection.BootstrapServers, "--topic", topics.Names.Of(ShopStreams.Orders),
            "--output", Events, "--users", "400", "--duration", "120", "--speed", "max", "--seed", "42");

        var lines = await File.ReadAllLinesAsync(Events, Token);
        var messages = topics.ReadAll(ShopStreams.Orders);
        Assert.Equal(
            $"simulator: ok events={lines.Length} file={lines.Length} acknowledged={lines.Length} unacknowledged=0",
            run.StandardOutput[^1]);
        Assert.Empty(run.StandardError);
        Assert.Equal(lines.Order(StringComparer.Ordinal), messages.Select(Value).Order(StringComparer.Ordinal));
        Assert.All(messages, static m => Assert.Equal(UserOf(Value(m)), Encoding.UTF8.GetString(m.Message.Key)));
        Assert.All(
            messages.GroupBy(static m => UserOf(Value(m))),
            user => Assert.Equal(lines.Where(l => UserOf(l) == user.Key), user.OrderBy(static m => m.Offset.Value).Select(Value)));
    }

    [Fact]
    public async Task Missing_topic_is_one_sentence_with_the_command_that_creates_it()
    {
        await using var topics = await servers.Kafka.TopicsAsync();
        var brokers = topics.Connection.BootstrapServers;
        await File.WriteAllTextAsync(Events, "before", Token);

        var run = await RunAsync(1, "--brokers", brokers, "--topic", "not-there", "--output", Events);

        Assert.Equal(
            [
                $"Topic 'not-there' does not exist: create it with --create-topic, or with `kafka-topics.sh --bootstrap-server {brokers} "
                    + "--create --topic not-there --partitions 12 --replication-factor 3"
                    + " --config min.insync.replicas=2 --config compression.type=lz4 --config retention.ms=604800000`.",
            ], run.StandardError);
        Assert.Empty(run.StandardOutput);
        Assert.Equal("before", await File.ReadAllTextAsync(Events, Token));
    }

    [Fact]
    public async Task Create_topic_makes_twelve_partitions_and_uses_an_existing_topic_as_it_is()
    {
        var address = await servers.Kafka.RealAddressAsync();
        var topic = $"music-{Guid.CreateVersion7():N}";
        string[] arguments =
        [
            "--brokers", address, "--topic", topic, "--create-topic", "--users", "50", "--duration", "30", "--speed", "max", "--seed", "1",
        ];

        var first = await RunAsync(0, arguments);
        var second = await RunAsync(0, arguments);

        Assert.StartsWith($"{topic}: created with 12 partitions, replication ", first.StandardOutput[0], StringComparison.Ordinal);
        Assert.DoesNotContain("created", second.StandardOutput[0], StringComparison.Ordinal);
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = address }).Build();
        Assert.Equal(12, admin.GetMetadata(topic, TimeSpan.FromSeconds(10)).Topics[0].Partitions.Count);
        await admin.DeleteTopicsAsync([topic]);
    }

    [Fact]
    public async Task Brokers_that_do_not_answer_at_start_are_one_sentence()
    {
        var address = $"localhost:{FreePorts.One()}";

        var run = await RunAsync(1, "--brokers", address);

        var sentence = Assert.Single(run.StandardError);
        Assert.StartsWith($"Kafka at {address} does not answer (", sentence, StringComparison.Ordinal);
        Assert.EndsWith("): start it, or set --brokers.", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_Ctrl_C_everything_is_flushed_and_the_file_ends_with_a_whole_line()
    {
        await using var topics = await servers.Kafka.TopicsAsync();
        await using var run = RunningProgram.StartBuilt(
            "MusicSimulator", Nothing, "--brokers", topics.Connection.BootstrapServers, "--topic", topics.Names.Of(ShopStreams.Orders),
            "--output", Events, "--continuous", "--rate", "2000", "--seed", "7");
        await run.SaysAsync(" active listeners, ");

        run.Signal("INT");
        var (exitCode, last) = await run.EndAsync(Eventually.Deadline);

        var written = await File.ReadAllTextAsync(Events, Token);
        var count = written.Count(static c => c == '\n');
        Assert.True(exitCode == 0, run.Output);
        Assert.EndsWith("}\n", written, StringComparison.Ordinal);
        Assert.Equal($"simulator: ok events={count} file={count} acknowledged={count} unacknowledged=0", last);
        Assert.Equal(count, topics.ReadAll(ShopStreams.Orders).Count);
    }

    [Fact]
    public async Task Wrong_options_are_sentences_and_exit_code_2()
    {
        var run = await RunAsync(2, "--output", Events, "--users", "many", "--speed", "0");
        Assert.Equal(
            [
                "--speed=0 is not max or a number above 0, such as 60: an hour of simulated time per minute.",
                "--users=many is not a number of listeners from 1 to 10000000.",
            ], run.StandardError);

        var unknown = await RunAsync(2, "--outptu", Events);
        Assert.Contains("--outptu", unknown.StandardError[0], StringComparison.Ordinal);
        Assert.Equal("--help lists the options.", unknown.StandardError[^1]);
        Assert.False(File.Exists(Events));
    }

    [Fact]
    public async Task Fifty_thousand_listeners_take_at_most_250_MB()
    {
        var run = await RunAsync(0, "--output", Events, "--users", "50000", "--duration", "10", "--speed", "max", "--seed", "5");

        var words = run.StandardOutput.Single(static l => l.EndsWith(" MB of memory", StringComparison.Ordinal)).Split(' ');
        Assert.InRange(int.Parse(words[^4], CultureInfo.InvariantCulture), 50, 250);
    }

    [Fact]
    public async Task Catalog_writes_every_track()
    {
        var path = Path.Combine(_folder.Path, "catalog.jsonl.gz");

        var run = await RunAsync(0, "catalog", "--output", path, "--seed", "3");

        Assert.Matches(@"^.*catalog\.jsonl\.gz: [\d,]+ of [\d,]+ tracks of 10,558 artists, seed 3$", Assert.Single(run.StandardOutput));
    }

    public void Dispose() => _folder.Dispose();

    private static async Task<RunningProgram> RunAsync(int exitCode, params string[] arguments)
    {
        var (ended, run) = await RunningProgram.RunBuiltAsync("MusicSimulator", Nothing, arguments);
        Assert.True(ended == exitCode, run.Output);
        return run;
    }

    private static string Value(ConsumeResult<byte[], byte[]> message) => Encoding.UTF8.GetString(message.Message.Value);

    private static string UserOf(string line) => JsonElement.Parse(line).GetProperty("userId").GetString()!;
}
