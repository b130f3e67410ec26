namespace Pipeline.Simulation.Shop;

/// <summary>
/// The one fixed instant that seeded data look back from. With the real clock the same seed would give other bytes every day.
/// </summary>
public static class ShopTime
{
    /// <summary>
    /// "Today" of the seeded shop, UTC. The first day of a year keeps ages simple: whoever was born in year Y
    /// is Reference.Year − 1 − Y years old.
    /// </summary>
    public static readonly DateTime Reference = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>An instant before <see cref="Reference"/>, whole seconds.</summary>
    /// <param name="random">Where it is drawn from.</param>
    /// <param name="span">How far back it may lie.</param>
    /// <param name="growth">1: evenly spread; above 1: the more recent the more frequent, as in a shop that grows.</param>
    internal static DateTime Before(SeededRandom random, TimeSpan span, double growth)
    {
        var seconds = (long)(Math.Pow(random.Fraction(), growth) * span.TotalSeconds);
        return Reference.AddSeconds(-1 - seconds);
    }
}
