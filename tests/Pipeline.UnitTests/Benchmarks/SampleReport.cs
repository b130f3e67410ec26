using Benchmarks.Reporting;
using Pipeline.Reporting;

namespace Pipeline.UnitTests.Benchmarks;

/// <summary>A report with everything that needs escaping or care: quotes, tags, commas, line ends, missing rounds, long names.</summary>
internal static class SampleReport
{
    public const string Hostile = "<script>alert(\"a & b\")</script>";

    public const string Long = "at least once, with acknowledgement of all replicas (acks=all, enable.idempotence=false, max.in.flight=5)";

    public static readonly Measurement Rate = new("published", "events/s", [130_000, 135_200.5, 128_000, 132_400]);

    public static readonly Measurement Duplicates = new("duplicates", "", [0, 1_234_567, 1_234_567]);

    public static readonly Measurement Missing = new("p99", "ms", [double.NaN, double.NaN]);

    public static readonly BarChart Bars = new("Published a second", "events/s", [(Long, Rate), (Hostile, Missing), ("주문 직접", Rate)]);

    public static readonly XyChart Lines = new(
        "Latency", "percentile", "ms", [new("direct", [1, 2, 3], [0.4, 12, 900]), new(Hostile, [1, 2, 3], [double.NaN, 0, 7])])
    {
        IsLogarithmic = true,
    };

    public static readonly BenchmarkReport Ok = new()
    {
        Name = "kafka_comparison",
        Title = "What does Kafka cost?",
        Environment = new([("cores", "2"), ("system", "Debian, \"X64\"")]),
        Tables =
        [
            new("Throughput, by mode", "mode",
            [
                new("idempotent [acks=all]", [Rate, Duplicates, Missing]),
                new(Hostile, [Rate, Duplicates, Missing]),
            ]),
        ],
        Charts = [Bars, Lines],
        Notes = ["The broker shares\nthe machine"],
    };

    public static readonly BenchmarkReport Failed = Ok with { Failures = ["12 events are missing", Hostile] };
}
