using System.Globalization;
using System.Text;
using CsCheck;
using Pipeline.Ads.Rows;

namespace Pipeline.UnitTests.Ads;

public sealed class AdHourTests
{
    private static readonly DateTimeOffset First = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Every_hour_of_the_century_is_read_back() => Gen.Int[0, 36_525 * 24 - 1].Sample(static hours =>
    {
        var instant = First.AddHours(hours);
        var hour = AdHour.Of(instant);
        Assert.True(AdHour.TryParse(Encoding.ASCII.GetBytes($"{hour:D8}"), out var read));
        Assert.Equal((hour, instant), (read, AdHour.ToInstant(read)));
    });

    [Fact]
    public void Any_eight_digits_are_an_hour_exactly_if_the_calendar_has_it() => Gen.Int[0, 99_999_999].Sample(static number =>
        Assert.Equal(
            DateTime.TryParseExact($"20{number:D8}", "yyyyMMddHH", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
            AdHour.TryParse(Encoding.ASCII.GetBytes($"{number:D8}"), out _)));

    [Theory]
    [InlineData("")]
    [InlineData("1410210")]
    [InlineData("141021000")]
    [InlineData("-4102100")]
    [InlineData("14102124")]
    [InlineData("14022930")]
    [InlineData("1410210x")]
    public void Anything_else_is_none(string text) => Assert.False(AdHour.TryParse(Encoding.ASCII.GetBytes(text), out _));
}
