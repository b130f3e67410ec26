using System.Diagnostics;
using System.Globalization;
using Benchmarks.Servers;
using Pipeline.Hosting.Startup;
using Pipeline.Streams.Faults;

namespace Benchmarks.Limits;

/// <summary>Kafka's own performance tools, on the same brokers.</summary>
/// <param name="prefix">What stands before a tool's name to run it.</param>
/// <param name="bootstrapServers">The brokers as the tools see them.</param>
internal sealed class KafkaTools(string prefix, string bootstrapServers)
{
    /// <summary>Size of a record of <c>kafka-producer-perf-test</c>, and of ours beside it, bytes.</summary>
    public const int RecordSize = 256;

    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(5);

    /// <summary>Null where nobody has said where they are.</summary>
    public static KafkaTools? Of(BenchmarkShop shop, BenchmarkSettings settings) => settings.KafkaTools is not { } prefix
        ? null
        : new(prefix, settings.KafkaToolsBootstrap ?? shop.Settings.Kafka.Connection.BootstrapServers);

    /// <summary>kafka-producer-perf-test with our producer's settings.</summary>
    /// <returns>Messages a second, of the whole run.</returns>
    public async Task<double> ProduceAsync(string topic, long records, BenchmarkShop shop, CancellationToken cancellationToken)
    {
        var producer = shop.Settings.Kafka.Producer;
        var output = await RunAsync(
            string.Create(CultureInfo.InvariantCulture,
                $"kafka-producer-perf-test.sh --topic {topic} --num-records {records} --record-size {RecordSize} --throughput -1 --producer-props bootstrap.servers={bootstrapServers} acks=all enable.idempotence=true compression.type={producer.Compression.ToString().ToLowerInvariant()} linger.ms={producer.LingerMs} batch.size={producer.BatchBytes} buffer.memory=67108864"),
            cancellationToken);
        // The last line is the summary: "500000 records sent, 98765.4 records/sec (24.11 MB/sec), ..."
        var summary = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Last(l => l.Contains("records/sec", StringComparison.Ordinal));
        return Number(summary.Split(',')[1].Trim().Split(' ')[0]);
    }

    /// <summary>kafka-consumer-perf-test over the whole topic.</summary>
    /// <returns>Messages a second while fetching: joining the group is not counted, as it is not with ours.</returns>
    public async Task<double> ConsumeAsync(string topic, long records, CancellationToken cancellationToken)
    {
        var option = await TakesNumRecordsAsync(cancellationToken) ? "num-records" : "messages";
        var output = await RunAsync(
            string.Create(CultureInfo.InvariantCulture, $"kafka-consumer-perf-test.sh --bootstrap-server {bootstrapServers} --topic {topic} --{option} {records} --timeout 60000"),
            cancellationToken);
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var head = Array.FindIndex(lines, l => l.Contains("fetch.nMsg.sec", StringComparison.Ordinal));
        if (head < 0)
            throw new StartupRefusedException($"kafka-consumer-perf-test printed no fetch.nMsg.sec: {output.Trim()}", canHeal: false);
        var column = Array.IndexOf(Array.ConvertAll(lines[head].Split(','), c => c.Trim()), "fetch.nMsg.sec");
        return Number(lines[head + 1].Split(',')[column].Trim());
    }

    /// <summary>Kafka 4.2 renamed the option (KIP-1147) and the old name goes.</summary>
    private async Task<bool> TakesNumRecordsAsync(CancellationToken cancellationToken) =>
        (await RunAsync("kafka-consumer-perf-test.sh --help", cancellationToken, mayFail: true)).Contains("--num-records", StringComparison.Ordinal);

    private async Task<string> RunAsync(string command, CancellationToken cancellationToken, bool mayFail = false)
    {
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", prefix + command]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Timeout);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            cancellationToken.ThrowIfCancellationRequested();
            throw new StartupRefusedException($"'{prefix}{command}' did not end within {Timeout.TotalMinutes:0} minutes.", canHeal: false);
        }

        if (process.ExitCode != 0 && !mayFail)
            throw new StartupRefusedException($"'{prefix}{command}' ended with {process.ExitCode}: {(await errors).Trim()}", canHeal: false);
        return await output + (mayFail ? await errors : "");
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
