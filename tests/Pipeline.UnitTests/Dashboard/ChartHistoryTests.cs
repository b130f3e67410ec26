using Pipeline.Dashboard.Charts;
using Pipeline.Operations.Status;
using Pipeline.UnitTests.Operations.Status;

namespace Pipeline.UnitTests.Dashboard;

public sealed class ChartHistoryTests
{
    [Fact]
    public void Charts_keep_fifteen_minutes_and_end_at_the_right_edge()
    {
        var history = new ChartHistory();
        for (var i = 0; i < 2 * ChartHistory.Points; i++)
            history.Add(At(i, applied: i));
        var line = Assert.Single(history.Charts.Applied.Lines);
        Assert.Equal(("orders", 359.0, 15), (line.Key, line.Latest, line.Minutes.Count));
        Assert.StartsWith("M0 ", line.Path, StringComparison.Ordinal);
        Assert.Contains($"L{ChartDrawing.Width} ", line.Path, StringComparison.Ordinal);
        Assert.Equal(ChartHistory.Points - 1, line.Path.Count(static c => c == 'L'));
        Assert.Equal(500, history.Charts.Applied.Top);
        Assert.Equal(353.5, line.Minutes[^1]);
    }

    [Fact]
    public void An_unknown_value_is_a_gap_and_not_a_zero()
    {
        var history = new ChartHistory();
        foreach (double? applied in (double?[])[1, 2, null, 3, null, 4, 5])
            history.Add(At(0, applied));
        var line = Assert.Single(history.Charts.Applied.Lines);
        Assert.Equal(3, line.Path.Count(static c => c == 'M'));
        Assert.Single(line.Path.Split('h')[1..]);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.03, 0.05)]
    [InlineData(1, 1)]
    [InlineData(1.1, 2)]
    [InlineData(499, 500)]
    [InlineData(501, 1000)]
    public void Scale_ends_at_a_round_number(double highest, double top) => Assert.Equal(top, ChartDrawing.NiceTop(highest), 10);

    private static StatusSnapshot At(double seconds, double? applied) =>
        Seen.At(seconds, 0, 0) with { Streams = [new("orders", "orders-consumers", 1, applied, 0, null)] };
}
