using Npgsql;

namespace Pipeline.Postgres.Schema;

/// <summary>
/// The table processed_events is partitioned by day. Event ids are UUID v7, which begin with their time, so a day is a range of ids.
/// The index in use fits into memory, and events older than any event in Kafka are dropped as a table instead of deleted row by row.
/// Ids that are no UUID v7 go to the default partition.
/// </summary>
public static class ProcessedEventPartitions
{
    /// <summary>Partitions made in advance, days.</summary>
    public const int DaysAhead = 7;

    /// <summary>Partitions kept, days: the longest retention of a topic (30 days, see topics.json) and a day of margin.</summary>
    public const int DaysKept = 31;

    /// <summary>
    /// Makes the partitions from yesterday to <see cref="DaysAhead"/>, and drops those older than <see cref="DaysKept"/>. Safe to
    /// repeat, also from several processes at once. The database's function does it (see the migration), with the same numbers. A role
    /// that may not call the function skips it: only consumers need these partitions.
    /// </summary>
    public static async Task EnsureAsync(NpgsqlConnection connection, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var asked = new NpgsqlCommand("SELECT has_function_privilege('maintain_ledger(timestamptz)', 'EXECUTE')", connection);
        if (await asked.ExecuteScalarAsync(cancellationToken) is not true)
            return;
        await using var command = new NpgsqlCommand("SELECT maintain_ledger($1)", connection);
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = now.UtcDateTime });
        await command.ExecuteNonQueryAsync(cancellationToken);
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

    private static DateTimeOffset Midnight(DateOnly day) => new(day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc));
}
