using Benchmarks.Servers;

namespace Benchmarks.Limits;

/// <summary>Runs Kafka's performance tools against the same brokers.</summary>
/// <param name="prefix">Prefix of a tool's command.</param>
/// <param name="bootstrapServers">Bootstrap servers for the tools.</param>
internal sealed class KafkaTools(string prefix, string bootstrapServers)
{
    /// <summary>Bytes per record, of <c>kafka-producer-perf-test</c> and of our producer.</summary>
    public const int RecordSize = 256;

    /// <summary>Null when BENCHMARK_KAFKA_TOOLS is not set.</summary>
    public static KafkaTools? Of(BenchmarkShop shop, BenchmarkSettings settings) => settings.KafkaTools is not { } prefix
        ? null
        : new(prefix, settings.KafkaToolsBootstrap ?? shop.Settings.Kafka.Connection.BootstrapServers);

    /// <summary>Runs kafka-producer-perf-test with our producer's settings.</summary>
    /// <returns>Messages per second, over the whole run.</returns>
    public async Task<double> ProduceAsync(string topic, long records, BenchmarkShop shop, CancellationToken cancellationToken)
    {
        var producer = shop.Settings.Kafka.Producer;
        var output = await RunAsync(
            $"kafka-producer-perf-test.sh --topic {topic} --num-records {records} --record-size {RecordSize} --throughput -1 "
                + $"--producer-props bootstrap.servers={bootstrapServers} acks=all enable.idempotence=true "
                + $"compression.type={producer.Compression.ToString().ToLowerInvariant()} linger.ms={producer.LingerMs} "
                + $"batch.size={producer.BatchBytes} buffer.memory=67108864",
            cancellationToken);
        // The last line is the summary: "500000 records sent, 98765.4 records/sec (24.11 MB/sec), ..."
        var summary = Lines(output).Last(l => l.Contains("records/sec", StringComparison.Ordinal));
        return Number(summary.Split(',')[1].Trim().Split(' ')[0]);
    }

    /// <summary>Runs kafka-consumer-perf-test over the whole topic.</summary>
    /// <returns>Messages per second while fetching. As for our consumer, joining the group is not counted.</returns>
    public async Task<double> ConsumeAsync(string topic, long records, CancellationToken cancellationToken)
    {
        var option = await TakesNumRecordsAsync(cancellationToken) ? "num-records" : "messages";
        var output = await RunAsync(
            $"kafka-consumer-perf-test.sh --bootstrap-server {bootstrapServers} --topic {topic} --{option} {records} --timeout 60000",
            cancellationToken);
        var lines = Lines(output);
        var head = Array.FindIndex(lines, l => l.Contains("fetch.nMsg.sec", StringComparison.Ordinal));
        if (head < 0)
            throw new StartupRefusedException($"kafka-consumer-perf-test printed no fetch.nMsg.sec: {output.Trim()}", isTransient: false);
        var column = Array.IndexOf(Array.ConvertAll(lines[head].Split(','), c => c.Trim()), "fetch.nMsg.sec");
        return Number(lines[head + 1].Split(',')[column].Trim());
    }

    /// <summary>Kafka 4.2 renamed --messages to --num-records (KIP-1147).</summary>
    private async Task<bool> TakesNumRecordsAsync(CancellationToken cancellationToken) =>
        (await RunAsync("kafka-consumer-perf-test.sh --help", cancellationToken, mayFail: true))
            .Contains("--num-records", StringComparison.Ordinal);

    private Task<string> RunAsync(string command, CancellationToken cancellationToken, bool mayFail = false) =>
        ShellCommand.RunAsync(prefix + command, mayFail, cancellationToken);

    private static string[] Lines(string output) => output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
