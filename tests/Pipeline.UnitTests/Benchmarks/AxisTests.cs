using Benchmarks.Reporting;
using CsCheck;

namespace Pipeline.UnitTests.Benchmarks;

public sealed class AxisTests
{
    [Fact]
    public void Ticks_around_values_enclose_them() =>
        Gen.Select(Gen.Double[-1e6, 1e6], Gen.Double[1e-3, 1e6]).Sample(static (from, length) =>
    {
        var scale = AxisScale.Around(from, from + length);
        Assert.InRange(scale.Ticks.Count, 2, 9);
        Assert.True(scale.From <= from && scale.To >= from + length, $"{scale.From}..{scale.To} does not hold {from}..{from + length}");
        Assert.Equal(scale.Ticks.Count, scale.Ticks.Select(ReportFormat.TickLabel).Distinct().Count());
    });

    [Fact]
    public void Ticks_within_values_do_not_pass_them_and_have_room() =>
        Gen.Select(Gen.Double[0, 1e6], Gen.Double[1, 1e6]).Sample(static (from, length) =>
    {
        var ticks = AxisScale.Within(from, from + length, 300).Ticks;
        Assert.All(ticks, tick => Assert.InRange(tick, from, from + length));
        Assert.True(ticks.Count <= 2 || ticks.Sum(static m => SvgText.Width(ReportFormat.TickLabel(m))) < 300);
    });

    [Theory]
    [InlineData(0.4, 900, new[] { 0.2, 1000 }, new[] { 1.0, 10, 100, 1000 })]
    [InlineData(1.2, 4, new[] { 1.0, 5 }, new[] { 1.0, 2, 5 })]
    [InlineData(10, 10, new[] { 10.0, 20 }, new[] { 10.0, 20 })]
    [InlineData(1, 100, new[] { 1.0, 100 }, new[] { 1.0, 10, 100 })]
    public void A_logarithmic_axis_starts_and_ends_at_1_2_or_5(double min, double max, double[] ends, double[] ticks)
    {
        var scale = AxisScale.Logarithmic(min, max);
        Assert.Equal((ends[0], ends[1]), (scale.From, scale.To));
        Assert.Equal(ticks, scale.Ticks);
    }

    [Theory]
    [InlineData(50, 100, new[] { 50, 75, 90, 95, 99, 99.9, 100 })]
    [InlineData(60, 99, new[] { 50.0, 75, 90, 95, 99 })]
    [InlineData(100, 100, new[] { 99.9, 100 })]
    public void A_percentile_axis_has_a_tick_at_every_usual_percentile(double min, double max, double[] ticks) =>
        Assert.Equal(ticks, AxisScale.Percentile(min, max).Ticks);

    [Fact]
    public void A_percentile_axis_spreads_the_high_percentiles_and_ends_at_the_maximum()
    {
        var scale = AxisScale.Percentile(50, 100);
        double[] steps = [.. new[] { 90, 99, 99.9, 100 }.Select(scale.Position)];
        Assert.All(steps.Zip(steps.Skip(1)), static pair => Assert.Equal(1, pair.Second - pair.First, 1e-9));
        Assert.Equal(["99.9", "max"], scale.Ticks.TakeLast(2).Select(scale.Label));
    }

    [Fact]
    public void A_tick_at_a_tenth_is_labelled_as_a_tenth() =>
        Assert.Equal(["0", "0.1", "0.2", "0.3", "0.4", "0.5", "0.6"], AxisScale.Around(0, 0.6).Ticks.Select(ReportFormat.TickLabel));

    [Fact]
    public void Wrapped_text_keeps_every_letter_and_its_width() => Gen.String[Gen.Char["abcdefg 주문 ,="], 0, 200].Sample(static text =>
    {
        var lines = SvgText.Wrap(text, 150);
        Assert.Equal(text.Replace(" ", "", StringComparison.Ordinal), string.Concat(lines).Replace(" ", "", StringComparison.Ordinal));
        Assert.All(lines, static line => Assert.True(SvgText.Width(line) <= 150, line));
    });
}
