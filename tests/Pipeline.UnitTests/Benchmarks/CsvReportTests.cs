using Benchmarks.Reporting;

namespace Pipeline.UnitTests.Benchmarks;

public sealed class CsvReportTests
{
    private static readonly string[] Lines = CsvReport.Text(SampleReport.Failed).Split('\n');

    [Fact]
    public void A_measurement_has_a_line_per_round_and_then_median_min_and_max()
    {
        const string Start = "kafka_comparison,\"Throughput, by mode\",idempotent [acks=all],published,events/s,";
        Assert.Equal("benchmark,table,subject,figure,unit,round,value", Lines[0]);
        Assert.Equal(
            ["1,130000", "2,135200.5", "3,128000", "4,132400", "median,131200", "min,128000", "max,135200.5"],
            Lines[1..8].Select(static l => l[Start.Length..]));
        Assert.All(Lines[1..8], static l => Assert.StartsWith(Start, l));
    }

    [Fact]
    public void A_round_without_a_value_has_an_empty_one() =>
        Assert.Contains("kafka_comparison,\"Throughput, by mode\",idempotent [acks=all],p99,ms,2,", Lines);

    [Fact]
    public void Quotes_are_doubled_and_a_line_end_stays_within_its_field()
    {
        Assert.Contains("kafka_comparison,card,system,,,,\"Debian, \"\"X64\"\"\"", Lines);
        Assert.Contains("kafka_comparison,note,1,,,,\"The broker shares\nthe machine\"\n", CsvReport.Text(SampleReport.Ok));
        Assert.Contains("kafka_comparison,failure,2,,,,\"<script>alert(\"\"a & b\"\")</script>\"", Lines);
    }

    [Fact]
    public void The_last_line_is_the_verdict()
    {
        Assert.Equal(["kafka_comparison,verdict,ok,,,,false", ""], Lines[^2..]);
        Assert.EndsWith("\nkafka_comparison,verdict,ok,,,,true\n", CsvReport.Text(SampleReport.Ok));
    }

    [Fact]
    public void Every_line_has_seven_fields()
    {
        var report = SampleReport.Ok with { Notes = [], Failures = ["a", "b"] };
        Assert.All(CsvReport.Text(report).TrimEnd('\n').Split('\n'), static line => Assert.Equal(7, Fields(line)));
    }

    private static int Fields(string line) =>
        line.Split('"').Where(static (_, i) => i % 2 == 0).Sum(static outside => outside.Count(static c => c == ',')) + 1;
}
