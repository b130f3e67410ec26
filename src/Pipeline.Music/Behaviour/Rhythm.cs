namespace Pipeline.Music.Behaviour;

/// <summary>Starts of sessions: a Poisson process whose rate depends on the hour of the local day and the day of the week.</summary>
/// <param name="hours">Relative rate per hour of the day.</param>
/// <param name="days">Relative rate per day, from Sunday, as <see cref="DayOfWeek"/>.</param>
internal sealed class Rhythm(double[] hours, double[] days)
{
    public const long Hour = 3_600_000;
    public const long Day = 24 * Hour;

    /// <summary>1 January 1970 was a Thursday.</summary>
    private const int FirstDay = (int)DayOfWeek.Thursday;

    // Divided by the average, so that only the ratios between the weights count and the sessions per day do not depend on their scale.
    private readonly double[] _hours = Array.ConvertAll(hours, h => h / hours.Average());
    private readonly double[] _days = Array.ConvertAll(days, d => d / days.Average());

    private readonly double _highest = hours.Max() / hours.Average() * (days.Max() / days.Average());

    /// <summary>The rate at a time, relative to the average.</summary>
    /// <param name="local">Local time, milliseconds since 1970.</param>
    public double At(long local) => _hours[HourOf(local)] * _days[(int)(((local / Day) + FirstDay) % 7)];

    /// <summary>Hour of the day, 0–23.</summary>
    public static int HourOf(long local) => (int)(local / Hour % 24);

    /// <summary>
    /// Draws the start of the next session by thinning (Lewis and Shedler, 1979): candidates are drawn at the highest rate, and each is
    /// kept with the probability rate / highest rate.
    /// </summary>
    /// <param name="from">UTC, milliseconds since 1970.</param>
    /// <param name="utcOffset">Milliseconds from UTC to local time.</param>
    /// <param name="perDay">Average sessions per day.</param>
    /// <param name="random">The listener's sequence.</param>
    /// <returns>UTC, milliseconds since 1970; later than <paramref name="from"/>.</returns>
    public long NextStart(long from, long utcOffset, double perDay, SeededRandom random)
    {
        var highest = _highest;
        var mean = Day / (perDay * highest);
        while (true)
        {
            from += 1 + (long)random.Exponential(mean);
            if (random.Fraction() * highest < At(from + utcOffset))
                return from;
        }
    }
}
