namespace Benchmarks.Servers;

/// <summary>Settings of the benchmarks: BENCHMARK_…, SECONDS, ORDER_RATE. The measured pipeline has its own settings.</summary>
internal sealed record BenchmarkSettings
{
    /// <summary>BENCHMARK_ROUNDS (3): measurements per mode, 1–20.</summary>
    public required int Rounds { get; init; }

    /// <summary>BENCHMARK_ROWS: rows per round, 1,000–100,000,000; unset: the benchmark's default.</summary>
    public required int? Rows { get; init; }

    /// <summary>SECONDS (60): duration of live traffic per mode, 3–3,600.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>ORDER_RATE (500,1000,2000): orders per second, one value or several separated by commas, each 1–1,000,000.</summary>
    public required IReadOnlyList<double> OrderRates { get; init; }

    /// <summary>BENCHMARK_OUTAGE_SECONDS (20): duration of the database outage, 0–600; 0: no outage.</summary>
    public required TimeSpan Outage { get; init; }

    /// <summary>BENCHMARK_REPORTS (reports): folder of the report files.</summary>
    public required string Reports { get; init; }

    /// <summary>BENCHMARK_SERVERS: description of the servers in the environment of the report.</summary>
    public required string? ServerDescription { get; init; }

    /// <summary>BENCHMARK_DATABASE_STOP and BENCHMARK_DATABASE_START: shell commands that kill and start a given database server.</summary>
    public required (string Stop, string Start)? DatabaseCommands { get; init; }

    /// <summary>
    /// BENCHMARK_KAFKA_TOOLS: prefix of the command <c>kafka-producer-perf-test.sh</c>, such as <c>/opt/kafka/bin/</c>; unset: Kafka's
    /// tools are not run.
    /// </summary>
    public required string? KafkaTools { get; init; }

    /// <summary>BENCHMARK_KAFKA_TOOLS_BOOTSTRAP: bootstrap servers for Kafka's tools; unset: KAFKA_BOOTSTRAP_SERVERS.</summary>
    public required string? KafkaToolsBootstrap { get; init; }

    /// <exception cref="SettingsException">Names all invalid settings.</exception>
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
                reader.Fault($"ORDER_RATE is '{text}': set it to orders per second from 1 to 1,000,000, several separated by commas.");
        }

        return rates;
    }
}
