using System.Globalization;
using Pipeline.Hosting.Settings;
using Pipeline.Kafka;
using Pipeline.Operations.Verification;
using Pipeline.Postgres;
using Pipeline.Shop.Settings;

namespace Benchmarks.Servers;

/// <summary>How the benchmarks run: BENCHMARK_…, SECONDS, ORDER_RATE. What they measure has the pipeline's own settings.</summary>
internal sealed record BenchmarkSettings
{
    /// <summary>BENCHMARK_ROUNDS (3): how often each variant is measured, 1–20.</summary>
    public required int Rounds { get; init; }

    /// <summary>BENCHMARK_ROWS: rows of a round; unset: what the benchmark takes by itself.</summary>
    public required int? Rows { get; init; }

    /// <summary>SECONDS (60): live traffic a mode, 3–3,600.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>ORDER_RATE: orders a second, one or several separated by commas.</summary>
    public required IReadOnlyList<double> OrderRates { get; init; }

    /// <summary>BENCHMARK_OUTAGE_SECONDS (20): how long the database is stopped in the comparison, 0–600; 0: it is not.</summary>
    public required TimeSpan Outage { get; init; }

    /// <summary>BENCHMARK_REPORTS (reports): folder of CSV and page.</summary>
    public required string Reports { get; init; }

    /// <summary>BENCHMARK_SERVERS: what the servers are, for the card.</summary>
    public required string? ServerDescription { get; init; }

    /// <summary>BENCHMARK_DATABASE_STOP and BENCHMARK_DATABASE_START: shell commands that stop a given database server at once, and start it.</summary>
    public required (string Stop, string Start)? DatabaseCommands { get; init; }

    /// <summary>BENCHMARK_KAFKA_TOOLS: what to put before <c>kafka-producer-perf-test.sh</c> to run it, such as <c>/opt/kafka/bin/</c>; unset: it is left out.</summary>
    public required string? KafkaTools { get; init; }

    /// <summary>BENCHMARK_KAFKA_TOOLS_BOOTSTRAP: the brokers' addresses as the tools see them; unset: KAFKA_BOOTSTRAP_SERVERS.</summary>
    public required string? KafkaToolsBootstrap { get; init; }

    /// <exception cref="SettingsException">One or more cannot be used; all are named.</exception>
    public static BenchmarkSettings Read(Func<string, string?> environment)
    {
        var reader = new SettingsReader(environment);
        var (stop, start) = (reader.OptionalText("BENCHMARK_DATABASE_STOP"), reader.OptionalText("BENCHMARK_DATABASE_START"));
        if (stop is null != start is null)
            reader.Fault("BENCHMARK_DATABASE_STOP and BENCHMARK_DATABASE_START belong together: set both or neither.");
        var settings = new BenchmarkSettings
        {
            Rounds = reader.Number("BENCHMARK_ROUNDS", 3, 1, 20, "a number of rounds"),
            Rows = (int?)reader.OptionalNumber("BENCHMARK_ROWS", 1_000, 100_000_000, "a number of rows"),
            Duration = TimeSpan.FromSeconds(reader.Number("SECONDS", 60, 3, 3_600, "a number of seconds")),
            OrderRates = ReadRates(reader),
            Outage = TimeSpan.FromSeconds(reader.Number("BENCHMARK_OUTAGE_SECONDS", 20, 0, 600, "a number of seconds")),
            Reports = reader.Text("BENCHMARK_REPORTS", "reports"),
            ServerDescription = reader.OptionalText("BENCHMARK_SERVERS"),
            DatabaseCommands = stop is null || start is null ? null : (stop, start),
            KafkaTools = reader.OptionalText("BENCHMARK_KAFKA_TOOLS"),
            KafkaToolsBootstrap = reader.OptionalText("BENCHMARK_KAFKA_TOOLS_BOOTSTRAP"),
        };
        return reader.Faults.Count == 0 ? settings : throw new SettingsException(reader.Faults);
    }

    private static List<double> ReadRates(SettingsReader reader)
    {
        if (reader.OptionalText("ORDER_RATE") is not { } text)
            return [500, 1_000, 2_000];
        var rates = new List<double>();
        foreach (var part in text.Split(','))
        {
            if (double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out var rate) && rate is >= 1 and <= 1_000_000)
                rates.Add(rate);
            else
                reader.Fault($"ORDER_RATE is '{text}': set it to orders a second from 1 to 1,000,000, several separated by commas.");
        }

        return rates;
    }
}
