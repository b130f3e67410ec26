namespace Pipeline.Shop.Seeding;

/// <summary>What a seeding came to.</summary>
/// <param name="Succeeded">Rows committed (WRITE_MODE=stream: acknowledged by Kafka).</param>
/// <param name="Failed">Rows that could not be written.</param>
/// <param name="Written">Time until the last row was committed.</param>
/// <param name="Acknowledged">Time until Kafka had acknowledged every event of this seeding; null where no outbox is sent.</param>
/// <param name="Waiting">Events that still waited in the outbox when waitTimeout ended.</param>
public sealed record SeedSummary(long Succeeded, long Failed, TimeSpan Written, TimeSpan? Acknowledged, long Waiting)
{
    /// <summary>Whether everything is where it belongs.</summary>
    public bool Complete => Failed == 0 && Waiting == 0;

    /// <summary>Lines for people.</summary>
    public IEnumerable<string> Lines()
    {
        yield return $"seeded: {Succeeded:N0} succeeded, {Failed:N0} failed, {Written.TotalSeconds:0.0} s, {Rate(Written):N0} rows/s on average";
        if (Acknowledged is { } acknowledged)
            yield return $"acknowledged by Kafka: all {Succeeded:N0} after {acknowledged.TotalSeconds:0.0} s, {Rate(acknowledged):N0} rows/s on average";
        if (Waiting > 0)
            yield return $"not yet acknowledged by Kafka: {Waiting:N0}; they wait in the outbox and are sent by whichever relay runs next";
    }

    private double Rate(TimeSpan time) => time > TimeSpan.Zero ? Succeeded / time.TotalSeconds : 0;
}
