namespace Pipeline.Shop.Seeding;

/// <summary>How far the seeding is.</summary>
/// <param name="What">users, products, or the events acknowledged by Kafka.</param>
/// <param name="Done">Rows done.</param>
/// <param name="Total">Rows to do.</param>
/// <param name="Elapsed">Since the seeding of this began.</param>
public sealed record SeedProgress(string What, long Done, long Total, TimeSpan Elapsed)
{
    /// <summary>Rows a second so far.</summary>
    public double Rate => Elapsed > TimeSpan.Zero ? Done / Elapsed.TotalSeconds : 0;

    /// <summary>A line for people.</summary>
    public override string ToString() => $"{What}: {Done:N0} of {Total:N0}, {Elapsed.TotalSeconds:0.0} s, {Rate:N0} rows/s";
}
