namespace Pipeline.Kafka;

/// <summary>
/// Converts timestamps of messages. Kafka stores any 64-bit number of milliseconds, but the client's own conversion throws for years
/// that DateTime does not have.
/// </summary>
internal static class KafkaTimestamp
{
    /// <summary>The bounds exclude DateTime.MinValue and MaxValue, which Npgsql writes as -infinity and infinity.</summary>
    private static readonly long Earliest = DateTimeOffset.MinValue.ToUnixTimeMilliseconds() + 1;
    private static readonly long Latest = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    /// <summary>The timestamp in UTC, or the nearest instant that .NET and PostgreSQL can store.</summary>
    public static DateTime ToUtc(this Timestamp timestamp) =>
        DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(timestamp.UnixTimestampMs, Earliest, Latest)).UtcDateTime;
}
