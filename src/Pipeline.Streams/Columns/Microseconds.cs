namespace Pipeline.Streams.Columns;

/// <summary>
/// PostgreSQL stores microseconds, .NET 100 ns. Instants are truncated when they are created or read, so that a row equals its event.
/// </summary>
public static class Microseconds
{
    /// <summary>The instant, truncated to whole microseconds.</summary>
    public static DateTime Truncate(DateTime instant) => instant.AddTicks(-(instant.Ticks % TimeSpan.TicksPerMicrosecond));
}
