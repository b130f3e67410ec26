namespace Pipeline.MicroBenchmarks.Benchmarks;

/// <summary>Always the same instant: occurred_at has as many digits in every event, hence every run as many bytes.</summary>
internal sealed class StandingClock(DateTime utc) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => new(utc, TimeSpan.Zero);
}
