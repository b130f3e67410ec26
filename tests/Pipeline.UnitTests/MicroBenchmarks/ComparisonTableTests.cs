using Pipeline.MicroBenchmarks.Bounds;
using Pipeline.MicroBenchmarks.Measuring;

namespace Pipeline.UnitTests.MicroBenchmarks;

public sealed class ComparisonTableTests
{
    private static readonly Allocation[] Measured =
    [
        new("Kept", 304.3), new("Below", 100), new("Over", 400.06), new("Unbounded", 8), new("NotRun", null),
    ];

    private static readonly Dictionary<string, double> Bounds = new(StringComparer.Ordinal)
    {
        ["Kept"] = 304,
        ["Below"] = 200,
        ["Over"] = 361,
        ["NotRun"] = 5,
        ["Orphaned"] = 12,
    };

    [Fact]
    public void The_last_line_counts_the_benchmarks_and_those_over_their_bound() =>
        Assert.Equal("5 benchmarks, 1 over their bound", Printed()[^1]);

    [Theory]
    [InlineData("Kept", "304.3", "304")]
    [InlineData("Below", "100.0", "200", "below")]
    [InlineData("Over", "400.1", "361", "OVER")]
    [InlineData("Unbounded", "8.0", "-", "NO", "BOUND")]
    [InlineData("Orphaned", "-", "12", "NO", "BENCHMARK")]
    [InlineData("NotRun", "-", "5", "DID", "NOT", "RUN")]
    public void Every_line_has_its_figures_and_what_is_wrong(string benchmark, params string[] words)
    {
        var line = Assert.Single(Printed(), line => line.StartsWith(benchmark + " ", StringComparison.Ordinal));
        var found = line.Split([' ', ':'], StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(words, found.Skip(1).Take(words.Length));
        Assert.Equal(benchmark == "Kept", found.Length == 3);
    }

    private static string[] Printed()
    {
        using var output = new StringWriter { NewLine = "\n" };
        ComparisonTable.Print(BoundComparison.Of(Measured, Bounds), output);
        return output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
