using Pipeline.Postgres.Schema;
using Pipeline.Postgres.Sessions;
using Pipeline.Postgres.Verification;

namespace Pipeline.Postgres.Monitoring;

/// <summary>
/// Reads statistics for status reports. Uses at most two read-only connections with a statement timeout. They take the role
/// <see cref="RoleGrants.Reader"/> if it exists and the user is a member of it.
/// </summary>
public sealed class DatabaseReader : IAsyncDisposable
{
    private const string Settings = "SET default_transaction_read_only = on; SET statement_timeout = '3s'; SET lock_timeout = '500ms';";

    /// <summary>Roles belong to the whole server, so the role can exist without permissions in this database.</summary>
    private const string SetReaderRole = $"""
        SELECT set_config('role', rolname, false) FROM pg_roles
        WHERE rolname = '{RoleGrants.Reader}' AND pg_has_role(oid, 'MEMBER')
          AND has_table_privilege(oid, to_regclass('consumer_progress'), 'SELECT')
        """;

    private const string Outbox = """
        SELECT count(*), coalesce(extract(epoch FROM clock_timestamp() - min(created_at)), 0)::double precision
        FROM (SELECT created_at FROM outbox LIMIT $1) AS first
        """;

    private const string DeadLetters = "SELECT count(*) FROM (SELECT FROM dead_letters LIMIT $1) AS first";

    private readonly NpgsqlDataSource _database;

    /// <summary>Creates a connection pool. It connects at the first read.</summary>
    /// <param name="connectionString">Address and credentials of the database.</param>
    public DatabaseReader(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString)
        {
            ApplicationName = "dashboard",
            MaxPoolSize = 2,
            Timeout = 3,
            // A cancelled read does not wait until a hanging server confirms the cancellation.
            CancellationTimeout = -1,
        };
        _database = SessionSource.Create(settings.ConnectionString, Settings + SetReaderRole);
    }

    /// <summary>The connection pool, for other read-only queries.</summary>
    public NpgsqlDataSource Source => _database;

    /// <summary>Reads progress, outbox, dead letters and the oldest transaction in one round trip.</summary>
    public async Task<DatabaseStatistics> ReadAsync(CancellationToken cancellationToken)
    {
        await using var batch = _database.CreateBatch();
        batch.BatchCommands.Add(new(ProgressReader.Progress));
        foreach (var counting in (string[])[Outbox, DeadLetters])
        {
            var limit = new NpgsqlParameter<long> { TypedValue = DatabaseStatistics.CountLimit + 1 };
            batch.BatchCommands.Add(new(counting) { Parameters = { limit } });
        }

        batch.BatchCommands.Add(new(OldestTransaction.Sql));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var progress = await ProgressReader.ReadAsync(reader, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var (waiting, oldest) = (reader.GetInt64(0), TimeSpan.FromSeconds(Math.Max(0, reader.GetDouble(1))));
        await reader.NextResultAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var deadLetters = reader.GetInt64(0);
        await reader.NextResultAsync(cancellationToken);
        return new(progress, waiting, oldest, deadLetters, await OldestTransaction.ReadAsync(reader, cancellationToken));
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _database.DisposeAsync();
}
