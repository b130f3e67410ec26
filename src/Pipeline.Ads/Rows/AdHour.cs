namespace Pipeline.Ads.Rows;

/// <summary>An hour of the data set, YYMMDDHH: 14102123 is 2014-10-21, 23:00 to 24:00 in UTC.</summary>
internal static class AdHour
{
    public const int Digits = 8;

    private const int Century = 2000;

    /// <summary>Reads 8 digits that are an hour of the calendar, from 2000 to 2099.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out int hour)
    {
        hour = 0;
        if (text.Length != Digits)
            return false;
        foreach (var digit in text)
        {
            if (digit is < (byte)'0' or > (byte)'9')
                return false;
            hour = (hour * 10) + (digit - '0');
        }

        var (year, month, day) = Date(hour);
        return hour % 100 < 24 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month);
    }

    /// <summary>The beginning of the hour.</summary>
    /// <param name="hour">A valid hour.</param>
    public static DateTimeOffset ToInstant(int hour)
    {
        var (year, month, day) = Date(hour);
        return new(year, month, day, hour % 100, 0, 0, TimeSpan.Zero);
    }

    /// <summary>The hour of an instant from 2000 to 2099.</summary>
    public static int Of(DateTimeOffset instant)
    {
        var utc = instant.UtcDateTime;
        return ((((((utc.Year - Century) * 100) + utc.Month) * 100) + utc.Day) * 100) + utc.Hour;
    }

    private static (int Year, int Month, int Day) Date(int hour) =>
        (Century + (hour / 1_000_000), hour / 10_000 % 100, hour / 100 % 100);
}
