namespace Pipeline.Hosting.Settings;

/// <summary>Finds variables that look like misspelt settings: they have the prefix of a setting, and nothing reads them.</summary>
public static class UnknownSettings
{
    /// <summary>Prefixes of the runtime and of OpenTelemetry's SDK, which read variables that the pipeline does not.</summary>
    private static readonly string[] ForeignPrefixes = ["DOTNET_", "OTEL_"];

    /// <summary>Variables of make, Compose, the benchmarks and Kafka's own tools, which a process can inherit.</summary>
    private static readonly string[] Inherited =
    [
        "BENCHMARK_DATABASE_START", "BENCHMARK_DATABASE_STOP", "BENCHMARK_KAFKA_TOOLS", "BENCHMARK_KAFKA_TOOLS_BOOTSTRAP",
        "BENCHMARK_OUTAGE_SECONDS", "BENCHMARK_REPORTS", "BENCHMARK_ROUNDS", "BENCHMARK_ROWS", "BENCHMARK_SERVERS", "CHAOS_SEED",
        "CONSUMER_SCALE", "FAULT_OUTAGE_SECONDS", "FAULT_SEED", "GRAFANA_IMAGE", "GRAFANA_PORT", "KAFKA_1_PORT_HOST",
        "KAFKA_2_PORT_HOST", "KAFKA_3_PORT_HOST", "KAFKA_CONSUMER_PASSWORD", "KAFKA_HEAP_OPTS", "KAFKA_HOME", "KAFKA_OPERATOR_PASSWORD",
        "KAFKA_OPTS", "KAFKA_PRODUCER_PASSWORD", "KAFKA_UI_PASSWORD", "KAFKA_UI_PORT", "LOG_KAFKA", "LOG_KAFKA_BUFFER", "LOG_KAFKA_RATE",
        "LOG_MAX_STREAMS", "LOG_PORT", "LOG_PORT_HOST", "LOG_SEED", "PIPELINE_DOCKERFILE", "PIPELINE_IMAGE",
        "PIPELINE_TEST_SERVERS", "POSTGRES_CONSUMER_PASSWORD", "POSTGRES_MIGRATOR_PASSWORD", "POSTGRES_OPERATOR_PASSWORD",
        "POSTGRES_PORT_HOST", "POSTGRES_PRODUCER_PASSWORD", "POSTGRES_READER_PASSWORD", "PROMETHEUS_IMAGE", "PROMETHEUS_PORT",
        "REGISTRY_IMAGE", "SCHEMA_REGISTRY_PORT",
    ];

    /// <summary>One sentence per variable that looks misspelt, with the nearest known name and without its value.</summary>
    /// <param name="domain">Streams and tables of the program.</param>
    /// <param name="given">Names of the variables that are set.</param>
    public static IEnumerable<string> Warnings(PipelineDomain domain, IEnumerable<string> given)
    {
        HashSet<string> known =
        [
            .. new PipelineSettings(domain, static _ => null).ReadAll().Reader.Names, .. KafkaSettings.TopicVariables(domain), .. Inherited,
        ];
        var prefixes = known.Select(Prefix).Except(ForeignPrefixes).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return given.Order(StringComparer.Ordinal).Where(name => !known.Contains(name) && prefixes.Contains(Prefix(name)))
            .Select(name => $"{name} is not a setting and has no effect; the nearest one is {known.MinBy(k => Distance(k, name))}.");
    }

    /// <summary>Writes the warnings for the variables of this process to standard error.</summary>
    public static void Warn(PipelineDomain domain)
    {
        foreach (var warning in Warnings(domain, Environment.GetEnvironmentVariables().Keys.Cast<string>()))
            Console.Error.WriteLine(warning);
    }

    /// <summary>The name up to its first _; the whole name if it has none.</summary>
    private static string Prefix(string name) => name[..(name.IndexOf('_', StringComparison.Ordinal) + 1)] is { Length: > 0 } p ? p : name;

    /// <summary>Levenshtein distance: the number of characters to insert, remove or replace.</summary>
    private static int Distance(string one, string other)
    {
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var (diagonal, _) = (row[0], row[0] = i);
            for (var j = 1; j <= other.Length; j++)
            {
                var replaced = diagonal + (one[i - 1] == other[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
