namespace Pipeline.Streams.Envelopes;

/// <summary>PostgreSQL keeps microseconds, .NET 100 ns: cut once, at the source, and a row always equals its event.</summary>
public static class Microseconds
{
    /// <summary>The instant without what PostgreSQL would drop.</summary>
    public static DateTime Truncate(DateTime instant) => instant.AddTicks(-(instant.Ticks % TimeSpan.TicksPerMicrosecond));
}
