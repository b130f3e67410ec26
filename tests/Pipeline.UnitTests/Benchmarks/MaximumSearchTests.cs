using Benchmarks.Realtime;

namespace Pipeline.UnitTests.Benchmarks;

public sealed class MaximumSearchTests
{
    /// <summary>A search that goes up, back down, and tries a rate again.</summary>
    private static readonly MaximumSearch.Step[] Steps =
        [Step(1000, 20, true), Step(4000, 3000, false), Step(2000, 40, true), Step(2000, 60, true)];

    [Fact]
    public void Every_step_has_its_own_subject_also_at_a_repeated_rate()
    {
        var subjects = MaximumSearch.StepTable(Steps).Rows.Select(static r => r.Subject).ToList();
        Assert.Equal(["1: 1,000, sustained", "2: 4,000, not sustained", "3: 2,000, sustained", "4: 2,000, sustained"], subjects);
    }

    [Fact]
    public void The_chart_has_one_point_per_rate_in_rising_order_and_the_limit()
    {
        var chart = MaximumSearch.StepChart(Steps);
        Assert.All(chart.Series, static s => Assert.Equal([1000, 2000, 4000], s.X));
        Assert.Equal([20, 60, 3000], chart.Series[1].Y.Select(static ms => Math.Round(ms / 10) * 10));
        Assert.Equal(1000, chart.Limit?.Value);
        Assert.True(chart.IsLogarithmic);
    }

    private static MaximumSearch.Step Step(double rate, double milliseconds, bool sustained)
    {
        var times = new EffectTimes.Recording();
        times.DueToEffect.Record(TimeSpan.FromMilliseconds(milliseconds));
        return new(rate, new LiveResult(times, rate, DueShare: 1, Cores: 1, OpenAtEnd: 0), sustained);
    }
}
