using Pipeline.Ads.Rows;

namespace Pipeline.Ads.Generating;

/// <summary>
/// When rows occur and how probable a click is. The probability of a row is the rate of its hour, times how its banner position and its
/// device type compare with their average. So each of these rates is met: 14 to 18.5 % by hour of the day, 18.2, 17.1 and 15.3 %
/// by banner position, 17.2 and 15.8 % by device type, 16.6 % in all.
/// </summary>
internal sealed class ClickModel
{
    private const int HoursPerDay = 24;

    /// <summary>First hour of the data set, 2014-10-21 00:00 UTC, and its number of days.</summary>
    private const int FirstHour = 14102100;
    private const int Days = 10;

    /// <summary>Clicks per cent of the hours of a day. Weighted by their rows, the average is 16.6.</summary>
    private static readonly double[] HourRates =
    [
        17.4, 18.5, 17.9, 17.3, 16.5, 16.2, 16.6, 17.6, 17.1, 16.3, 15.9, 16.1,
        16.2, 16.7, 17.4, 18.0, 17.7, 16.8, 15.6, 14.9, 14.0, 15.0, 16.0, 16.9,
    ];

    /// <summary>Rows of the hours of a day, relative.</summary>
    private static readonly double[] HourWeights =
    [
        2.2, 2.2, 2.8, 3.3, 4.6, 4.8, 4.4, 4.4, 4.9, 5.4, 5.3, 5.1,
        5.4, 5.6, 5.3, 5.2, 5.0, 4.9, 4.3, 3.6, 3.1, 2.7, 2.6, 2.4,
    ];

    /// <summary>Banner positions, their clicks per cent and share of the rows: the average is that of the hours.</summary>
    private static readonly (string Value, double Rate, double Weight)[] Banners = [("0", 18.2, 26), ("1", 17.1, 30), ("2", 15.3, 44)];

    /// <summary>Device types: the average is that of the hours.</summary>
    private static readonly (string Value, double Rate, double Weight)[] Devices = [("1", 17.2, 57.1), ("4", 15.8, 42.9)];

    private readonly long[] _ends;
    private readonly byte[][] _hours;

    /// <summary>Creates the model.</summary>
    /// <param name="rows">Number of rows, which are in the order of their hours; further ones are in the last hour.</param>
    public ClickModel(long rows)
    {
        var first = AdHour.ToInstant(FirstHour);
        var (sum, all) = (0.0, HourWeights.Sum() * Days);
        _hours = [.. Enumerable.Range(0, HoursPerDay * Days).Select(h => Utf8($"{AdHour.Of(first.AddHours(h)):D8}"))];
        _ends = [.. _hours.Select((_, h) => (long)(rows * ((sum += HourWeights[h % HoursPerDay]) / all)))];
        _ends[^1] = rows;
    }

    /// <summary>Banner positions: text, and the factor of the probability.</summary>
    public static Weighted<(byte[] Text, double Factor)> BannerPositions { get; } = Factors(Banners);

    /// <summary>Device types: text, and the factor of the probability.</summary>
    public static Weighted<(byte[] Text, double Factor)> DeviceTypes { get; } = Factors(Devices);

    /// <summary>The hour of a row.</summary>
    /// <param name="row">Its number, from 0.</param>
    /// <param name="hour">The hour of the row before it, from 0; moved to the row's.</param>
    /// <returns>The text of the hour, and the probability of a click, before the factors.</returns>
    public (byte[] Text, double Probability) Hour(long row, ref int hour)
    {
        while (hour < _ends.Length - 1 && row >= _ends[hour])
            hour++;
        return (_hours[hour], HourRates[hour % HoursPerDay] / 100);
    }

    private static Weighted<(byte[] Text, double Factor)> Factors((string Value, double Rate, double Weight)[] values)
    {
        var average = values.Sum(static v => v.Rate * v.Weight) / values.Sum(static v => v.Weight);
        return new(values.Select(v => ((Utf8(v.Value), v.Rate / average), v.Weight)));
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
