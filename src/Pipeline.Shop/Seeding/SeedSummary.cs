namespace Pipeline.Shop.Seeding;

/// <summary>Result of a seeding.</summary>
/// <param name="Succeeded">Rows committed (WRITE_MODE=stream: acknowledged by Kafka).</param>
/// <param name="Failed">Rows that could not be written.</param>
/// <param name="Written">Time until the last commit.</param>
/// <param name="Acknowledged">Time until Kafka acknowledged all events; null without an outbox to send, or after the timeout.</param>
/// <param name="Waiting">Events still in the outbox after the timeout.</param>
public sealed record SeedSummary(long Succeeded, long Failed, TimeSpan Written, TimeSpan? Acknowledged, long Waiting)
{
    /// <summary>Whether no row failed and no event waits in the outbox.</summary>
    public bool Complete => Failed == 0 && Waiting == 0;

    /// <summary>The result as lines for the terminal.</summary>
    public IEnumerable<string> Lines()
    {
        yield return $"seeded: {Succeeded:N0} succeeded, {Failed:N0} failed, {Written.TotalSeconds:0.0} s, " +
            $"{Rate(Written):N0} rows/s on average";
        if (Acknowledged is { } acknowledged)
        {
            yield return $"acknowledged by Kafka: all {Succeeded:N0} after {acknowledged.TotalSeconds:0.0} s, " +
                $"{Rate(acknowledged):N0} rows/s on average";
        }

        if (Waiting > 0)
            yield return $"not yet acknowledged by Kafka: {Waiting:N0}; they wait in the outbox until a relay sends them";
    }

    private double Rate(TimeSpan time) => time > TimeSpan.Zero ? Succeeded / time.TotalSeconds : 0;
}
