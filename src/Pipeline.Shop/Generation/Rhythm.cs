namespace Pipeline.Shop.Generation;

/// <summary>
/// The pauses and batch sizes of live traffic. Orders are frequent in the evening and rare at night, by the hour in Korea.
/// Not thread-safe: use one instance per generator.
/// </summary>
/// <param name="random">Used for every draw.</param>
/// <param name="time">The clock that gives the hour.</param>
public sealed class Rhythm(SeededRandom random, TimeProvider time)
{
    /// <summary>Number of new products per batch.</summary>
    public const int ProductsPerBatch = 100;

    /// <summary>Korea has no daylight saving time. A fixed offset needs no time zone data, which small container images lack.</summary>
    private static readonly TimeSpan Korea = TimeSpan.FromHours(9);

    private static readonly TimeSpan ShortestOrderPause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestOrderPause = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan ShortestProductPause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestProductPause = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan ShortestUpdatePause = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan LongestUpdatePause = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Activity per hour of the day in Korea, 0 to 23 o'clock (assumed). 1 is an average hour.
    /// </summary>
    private static readonly double[] Busy =
    [
        0.9, 0.6, 0.4, 0.3, 0.3, 0.4, 0.5, 0.7, 0.9, 1.0, 1.1, 1.2,
        1.4, 1.2, 1.0, 1.0, 1.0, 1.0, 1.1, 1.3, 1.6, 1.9, 1.8, 1.3,
    ];

    private static readonly Weighted<int> OrderCounts = new([(1, 40), (2, 25), (3, 17), (4, 11), (5, 7)]);

    /// <summary>
    /// Time until the next orders, 2–8 s at any hour: 2 s + 6 s × u^busy with u uniform. Its average is 2 s + 6 s / (1 + busy):
    /// 5 s in an average hour, about 4 s in the evening, 6.6 s before dawn.
    /// </summary>
    public TimeSpan NextOrderPause() => Between(ShortestOrderPause, LongestOrderPause, Math.Pow(random.Fraction(), BusyNow()));

    /// <summary>Number of orders placed at the same time, 1–5.</summary>
    public int NextOrderCount() => random.Pick(OrderCounts);

    /// <summary>Time until the next products are listed, 10–20 s.</summary>
    public TimeSpan NextProductPause() => Between(ShortestProductPause, LongestProductPause, random.Fraction());

    /// <summary>Time until the next update of an existing row, 3–10 s.</summary>
    public TimeSpan NextUpdatePause() => Between(ShortestUpdatePause, LongestUpdatePause, random.Fraction());

    private double BusyNow() => Busy[(time.GetUtcNow() + Korea).UtcDateTime.Hour];

    private static TimeSpan Between(TimeSpan shortest, TimeSpan longest, double share) => shortest + ((longest - shortest) * share);
}
