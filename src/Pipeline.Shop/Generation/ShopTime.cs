namespace Pipeline.Shop.Generation;

/// <summary>
/// The fixed "now" of seeded data. With the real clock, the same seed would give different bytes every day.
/// </summary>
public static class ShopTime
{
    /// <summary>
    /// The reference date of seeded data, UTC. On the first day of a year, a person born in year Y is Reference.Year − 1 − Y years
    /// old.
    /// </summary>
    public static readonly DateTime Reference = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>An instant before <see cref="Reference"/>, whole seconds.</summary>
    /// <param name="random">The random sequence.</param>
    /// <param name="span">The longest time before the reference.</param>
    /// <param name="growth">1: uniform; above 1: recent instants are more frequent, as in a growing shop.</param>
    internal static DateTime Before(SeededRandom random, TimeSpan span, double growth)
    {
        var seconds = (long)(Math.Pow(random.Fraction(), growth) * span.TotalSeconds);
        return Reference.AddSeconds(-1 - seconds);
    }
}
