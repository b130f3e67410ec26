using CsCheck;
using Pipeline.Reporting;

namespace Pipeline.UnitTests.Benchmarks;

public sealed class MeasurementTests
{
    [Theory]
    [InlineData(new[] { 3.0, 1, 2 }, 2, 1, 3)]
    [InlineData(new[] { 4.0, 1, 2, 3 }, 2.5, 1, 4)]
    [InlineData(new[] { 7.0 }, 7, 7, 7)]
    [InlineData(new[] { double.NaN, 5, double.NaN, 1 }, 3, 1, 5)]
    [InlineData(new[] { double.NaN }, double.NaN, double.NaN, double.NaN)]
    [InlineData(new double[0], double.NaN, double.NaN, double.NaN)]
    public void Median_and_spread_are_of_the_rounds_that_have_a_value(double[] rounds, double median, double min, double max)
    {
        var figure = new Measurement("p99", "ms", rounds);
        Assert.Equal((median, min, max), (figure.Median, figure.Min, figure.Max));
    }

    [Theory]
    [InlineData(1, "1 round")]
    [InlineData(3, "3 rounds")]
    [InlineData(2000, "2,000 rounds")]
    public void One_thing_has_no_plural(int count, string text) => Assert.Equal(text, ReportFormat.Count(count, "round"));

    [Fact]
    public void As_many_rounds_lie_below_the_median_as_above() => Gen.Double[-1e6, 1e6].Array[1, 30].Sample(static rounds =>
    {
        var median = new Measurement("", "", rounds).Median;
        Assert.True(Math.Abs(rounds.Count(v => v < median) - rounds.Count(v => v > median)) <= rounds.Count(v => v == median));
    });

    [Theory]
    [InlineData(0, "0")]
    [InlineData(5, "5")]
    [InlineData(132_449.9, "132,400")]
    [InlineData(1234.5, "1,234")]
    [InlineData(78.2, "78.20")]
    [InlineData(9.99999, "10.00")]
    [InlineData(0.012341, "0.01234")]
    [InlineData(-12.345, "-12.35")]
    [InlineData(0.0000000123, "1.23E-8")]
    [InlineData(1.5e18, "1.5E18")]
    [InlineData(double.NaN, "–")]
    [InlineData(double.PositiveInfinity, "∞")]
    public void A_number_has_four_digits(double value, string text) => Assert.Equal(text, ReportFormat.Number(value));

    [Fact]
    public void A_count_has_all_its_digits() => Assert.Equal(
        ("1,234,567", "0–1,234,567", "1,234,567", "1,235,000"),
        (ReportFormat.Median(SampleReport.Duplicates), ReportFormat.Range(SampleReport.Duplicates),
            ReportFormat.Median(SampleReport.Duplicates with { Unit = "rows" }),
            ReportFormat.Median(SampleReport.Duplicates with { Unit = "bytes" })));

    [Fact]
    public void Rounds_that_read_the_same_have_no_range() => Assert.Equal(
        ("128,000–135,200", "", ""),
        (ReportFormat.Range(SampleReport.Rate),
            ReportFormat.Range(new("", "ms", [1.00001, 1.00002])),
            ReportFormat.Range(SampleReport.Missing)));
}
