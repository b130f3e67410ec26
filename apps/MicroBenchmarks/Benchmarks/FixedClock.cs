namespace Pipeline.MicroBenchmarks.Benchmarks;

/// <summary>Always returns the same time, so that occurred_at has the same number of digits in every event.</summary>
internal sealed class FixedClock(DateTime utc) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => new(utc, TimeSpan.Zero);
}
