namespace Pipeline.Shop.Seeding;

/// <summary>Progress of one part of the seeding.</summary>
/// <param name="What">Name of the part: users, products or acknowledged by Kafka.</param>
/// <param name="Done">Rows completed.</param>
/// <param name="Total">Rows in total.</param>
/// <param name="Elapsed">Time since the start of this part. For acknowledgements: since the start of the seeding.</param>
public sealed record SeedProgress(string What, long Done, long Total, TimeSpan Elapsed)
{
    /// <summary>Average rows per second.</summary>
    public double Rate => Elapsed > TimeSpan.Zero ? Done / Elapsed.TotalSeconds : 0;

    /// <summary>The progress as one line.</summary>
    public override string ToString() => $"{What}: {Done:N0} of {Total:N0}, {Elapsed.TotalSeconds:0.0} s, {Rate:N0} rows/s";
}
