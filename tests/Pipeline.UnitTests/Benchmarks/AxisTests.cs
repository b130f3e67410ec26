using Benchmarks.Reporting;
using CsCheck;

namespace Pipeline.UnitTests.Benchmarks;

public sealed class AxisTests
{
    [Fact]
    public void Marks_around_values_enclose_them() =>
        Gen.Select(Gen.Double[-1e6, 1e6], Gen.Double[1e-3, 1e6]).Sample(static (from, length) =>
    {
        var scale = AxisScale.Around(from, from + length);
        Assert.InRange(scale.Marks.Count, 2, 9);
        Assert.True(scale.From <= from && scale.To >= from + length, $"{scale.From}..{scale.To} does not hold {from}..{from + length}");
        Assert.Equal(scale.Marks.Count, scale.Marks.Select(FigureText.AxisMark).Distinct().Count());
    });

    [Fact]
    public void Marks_within_values_do_not_pass_them_and_have_room() =>
        Gen.Select(Gen.Double[0, 1e6], Gen.Double[1, 1e6]).Sample(static (from, length) =>
    {
        var marks = AxisScale.Within(from, from + length, 300).Marks;
        Assert.All(marks, mark => Assert.InRange(mark, from, from + length));
        Assert.True(marks.Count <= 2 || marks.Sum(static m => SvgText.Width(FigureText.AxisMark(m))) < 300);
    });

    [Theory]
    [InlineData(0.4, 900, new[] { 0.2, 1000 }, new[] { 1.0, 10, 100, 1000 })]
    [InlineData(1.2, 4, new[] { 1.0, 5 }, new[] { 1.0, 2, 5 })]
    [InlineData(10, 10, new[] { 10.0, 20 }, new[] { 10.0, 20 })]
    [InlineData(1, 100, new[] { 1.0, 100 }, new[] { 1.0, 10, 100 })]
    public void A_logarithmic_axis_starts_and_ends_at_1_2_or_5(double min, double max, double[] ends, double[] marks)
    {
        var scale = AxisScale.Logarithmic(min, max);
        Assert.Equal((ends[0], ends[1]), (scale.From, scale.To));
        Assert.Equal(marks, scale.Marks);
    }

    [Fact]
    public void A_tenth_is_marked_as_a_tenth() =>
        Assert.Equal(["0", "0.1", "0.2", "0.3", "0.4", "0.5", "0.6"], AxisScale.Around(0, 0.6).Marks.Select(FigureText.AxisMark));

    [Fact]
    public void Wrapped_text_keeps_every_letter_and_its_width() => Gen.String[Gen.Char["abcdefg 주문 ,="], 0, 200].Sample(static text =>
    {
        var lines = SvgText.Wrap(text, 150);
        Assert.Equal(text.Replace(" ", "", StringComparison.Ordinal), string.Concat(lines).Replace(" ", "", StringComparison.Ordinal));
        Assert.All(lines, static line => Assert.True(SvgText.Width(line) <= 150, line));
    });
}
