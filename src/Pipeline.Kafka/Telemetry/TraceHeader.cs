namespace Pipeline.Kafka.Telemetry;

/// <summary>The header traceparent: version, trace id, span id and flags in 55 characters (W3C Trace Context).</summary>
internal static class TraceHeader
{
    public const string Name = "traceparent";

    private const int Length = 55;

    /// <summary>The traceparent; null if it is missing or not recorded. The lowest bit of the last digit is the recorded flag.</summary>
    public static string? Recorded(Headers? headers) =>
        headers is not null && headers.TryGetLastBytes(Name, out var bytes)
        && bytes is { Length: Length } && "13579bdf"u8.Contains(bytes[^1])
            ? Encoding.ASCII.GetString(bytes)
            : null;
}
