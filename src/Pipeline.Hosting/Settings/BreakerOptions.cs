namespace Pipeline.Hosting.Settings;

/// <summary>BREAKER_… .</summary>
/// <param name="Failures">BREAKER_FAILURES (5): consecutive failed attempts that open the breaker, 1–1,000.</param>
/// <param name="OpenFor">BREAKER_OPEN_SECONDS (30): time the breaker stays open before a probe, 1–3,600 s.</param>
public sealed record BreakerOptions(int Failures, TimeSpan OpenFor)
{
    internal static BreakerOptions Read(SettingsReader reader) => new(
        reader.Number("BREAKER_FAILURES", 5, 1, 1000, "a number of attempts"),
        TimeSpan.FromSeconds(reader.Number("BREAKER_OPEN_SECONDS", 30, 1, 3600, "a number of seconds")));
}
