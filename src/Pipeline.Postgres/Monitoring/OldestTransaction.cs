namespace Pipeline.Postgres.Monitoring;

/// <summary>The oldest open transaction. Vacuum cannot remove rows that were deleted after it began.</summary>
/// <param name="ProcessId">Process id of its session.</param>
/// <param name="Program">application_name of its session.</param>
/// <param name="User">User of its session.</param>
/// <param name="State">State of its session, such as "idle in transaction".</param>
/// <param name="Since">When it began.</param>
public sealed record OldestTransaction(int ProcessId, string Program, string User, string State, DateTimeOffset Since)
{
    /// <summary>Maximum age of a normal transaction. A verification can take longer.</summary>
    public static readonly TimeSpan NormalAge = TimeSpan.FromMinutes(1);

    /// <summary>Without pg_read_all_stats, this query finds only the transactions of the current user.</summary>
    internal const string Sql = """
        SELECT pid, application_name, usename::text, state, xact_start FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend' AND xact_start IS NOT NULL
            AND (backend_xmin IS NOT NULL OR backend_xid IS NOT NULL)
        ORDER BY xact_start LIMIT 1
        """;

    /// <summary>Names the session, without its age.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"process {ProcessId} ({(Program.Length == 0 ? "unnamed" : Program)}, user {User}), {State}, " +
        $"since {Since.UtcDateTime:HH:mm:ss} UTC");

    /// <summary>Its age, at least zero: the server's clock can be ahead.</summary>
    public TimeSpan Age(DateTimeOffset now) => now > Since ? now - Since : TimeSpan.Zero;

    /// <summary>Reads the oldest open transaction; null if none is open.</summary>
    public static async Task<OldestTransaction?> ReadAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Sql);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await ReadAsync(reader, cancellationToken);
    }

    internal static async Task<OldestTransaction?> ReadAsync(NpgsqlDataReader reader, CancellationToken cancellationToken) =>
        await reader.ReadAsync(cancellationToken)
            ? new(
                reader.GetInt32(0), reader.GetString(1), reader.GetString(2), reader.GetString(3),
                reader.GetFieldValue<DateTimeOffset>(4))
            : null;
}
