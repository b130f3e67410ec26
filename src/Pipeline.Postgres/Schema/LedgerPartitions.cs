using Npgsql;

namespace Pipeline.Postgres.Schema;

/// <summary>
/// The ledger processed_events is partitioned by day: event ids are UUID v7, which begin with their time, so a day is a range
/// of ids. The index in use stays small enough for memory, and what is older than any event still in Kafka is dropped as a
/// table instead of deleted row by row. Ids that are no UUID v7 go to the default partition.
/// </summary>
public static class LedgerPartitions
{
    /// <summary>Partitions made beforehand, days.</summary>
    public const int DaysAhead = 7;

    /// <summary>Partitions kept, days: the longest retention of a topic (30 days, see topics.json) and a day of margin.</summary>
    public const int DaysKept = 31;

    private const string Prefix = "processed_events_";

    /// <summary>Makes the partitions from yesterday to <see cref="DaysAhead"/>, and drops those older than <see cref="DaysKept"/>. Safe to repeat; not beside itself.</summary>
    public static async Task EnsureAsync(NpgsqlConnection connection, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        var existing = await ExistingAsync(connection, cancellationToken);
        var statements = Enumerable.Range(-1, DaysAhead + 2).Select(today.AddDays)
            .Where(day => !existing.Contains(NameOf(day)))
            .Select(Create)
            .Concat(existing
                .Where(name => DateOnly.TryParseExact(name.AsSpan(Prefix.Length), "yyyyMMdd", out var day) && day < OldestKept(now))
                .Select(name => $"DROP TABLE {name}"));
        foreach (var statement in statements)
        {
            await using var command = new NpgsqlCommand(statement, connection);
            try
            {
                await command.ExecuteNonQueryAsync(cancellationToken);
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.CheckViolation)
            {
                // An event with an id from the future is in the default partition already: its day stays there.
            }
        }
    }

    /// <summary>The oldest day whose partition is kept.</summary>
    public static DateOnly OldestKept(DateTimeOffset now) => DateOnly.FromDateTime(now.UtcDateTime).AddDays(-DaysKept);

    /// <summary>The smallest UUID v7 of a day.</summary>
    internal static string LowestId(DateOnly day) => LowestId(Midnight(day));

    /// <summary>The smallest UUID v7 of an instant, as text: its first 48 bits are milliseconds since 1970 (RFC 9562, section 5.7).</summary>
    internal static string LowestId(DateTimeOffset instant)
    {
        var milliseconds = instant.ToUnixTimeMilliseconds();
        return $"{milliseconds >> 16:x8}-{milliseconds & 0xFFFF:x4}-0000-0000-000000000000";
    }

    private static string Create(DateOnly day) =>
        $"CREATE TABLE {NameOf(day)} PARTITION OF processed_events FOR VALUES FROM ('{LowestId(day)}') TO ('{LowestId(day.AddDays(1))}')";

    private static string NameOf(DateOnly day) => $"{Prefix}{day:yyyyMMdd}";

    private static DateTimeOffset Midnight(DateOnly day) => new(day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc));

    private static async Task<HashSet<string>> ExistingAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'processed_events'::regclass", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var names = new HashSet<string>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken))
            names.Add(reader.GetString(0));
        return names;
    }
}
