namespace Pipeline.Postgres.Schema;

/// <summary>
/// The daily partitions of the table processed_events. Event ids are UUID v7, which begin with a timestamp, so a day is a range of ids.
/// The index in use fits into memory, and old events are dropped with their partition instead of deleted row by row. Derived ids contain no
/// time, so they go to a partition that is never dropped. Other ids go to the default partition.
/// </summary>
public static class ProcessedEventPartitions
{
    /// <summary>Number of days for which partitions are created in advance.</summary>
    public const int DaysAhead = 7;

    /// <summary>Number of days that partitions are kept: the longest topic retention (30 days, see topics.json) plus one.</summary>
    public const int DaysKept = 31;

    /// <summary>
    /// Creates the partitions from yesterday to <see cref="DaysAhead"/> and drops those older than <see cref="DaysKept"/>. Safe to
    /// repeat and to run concurrently. Calls a database function that contains the same numbers (see the migration). Does nothing if the
    /// role may not call the function, because only consumers need these partitions.
    /// </summary>
    /// <returns>False if another transaction holds a lock on the table; repeat the call later.</returns>
    public static async Task<bool> EnsureAsync(NpgsqlConnection connection, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var privilege = new NpgsqlCommand(
            "SELECT has_function_privilege('maintain_partitions(timestamptz)', 'EXECUTE')", connection);
        if (await privilege.ExecuteScalarAsync(cancellationToken) is not true)
            return true;
        await using var command = new NpgsqlCommand("SELECT maintain_partitions($1)", connection);
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = now.UtcDateTime });
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    /// <summary>The oldest day whose partition is kept.</summary>
    public static DateOnly OldestKept(DateTimeOffset now) => DateOnly.FromDateTime(now.UtcDateTime).AddDays(-DaysKept);

    /// <summary>The smallest UUID v7 of a day.</summary>
    internal static string LowestId(DateOnly day) => LowestId(Midnight(day));

    /// <summary>The smallest UUID v7 of an instant. The first 48 bits are milliseconds since 1970 (RFC 9562, section 5.7).</summary>
    internal static string LowestId(DateTimeOffset instant)
    {
        var milliseconds = instant.ToUnixTimeMilliseconds();
        return $"{milliseconds >> 16:x8}-{milliseconds & 0xFFFF:x4}-0000-0000-000000000000";
    }

    private static DateTimeOffset Midnight(DateOnly day) => new(day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc));
}
