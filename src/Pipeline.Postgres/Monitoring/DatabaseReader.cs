using Npgsql;
using Pipeline.Postgres.Schema;
using Pipeline.Postgres.Verification;

namespace Pipeline.Postgres.Monitoring;

/// <summary>
/// Reads the database for people who watch: at most two connections, which cannot write, work as the role
/// <see cref="RoleGrants.Reader"/> where the server has it and lends it, and are given up by the server itself when they take long.
/// </summary>
public sealed class DatabaseReader : IAsyncDisposable
{
    private const int StatementTimeoutMilliseconds = 3000;

    /// <summary>Roles belong to the whole server: the reader may be there for other databases, and have no rights in this one.</summary>
    private const string BecomeReader = $"""
        SELECT set_config('role', rolname, false) FROM pg_roles
        WHERE rolname = '{RoleGrants.Reader}' AND pg_has_role(oid, 'MEMBER') AND has_table_privilege(oid, to_regclass('consumer_progress'), 'SELECT')
        """;

    private const string Outbox = """
        SELECT count(*), coalesce(extract(epoch FROM clock_timestamp() - min(created_at)), 0)::double precision
        FROM (SELECT created_at FROM outbox LIMIT $1) AS first
        """;

    private const string Letters = "SELECT count(*) FROM (SELECT FROM dead_letters LIMIT $1) AS first";

    private readonly NpgsqlDataSource _database;

    /// <summary>Makes a pool; it connects when something is read.</summary>
    /// <param name="connectionString">Where the database is, and as whom to connect.</param>
    public DatabaseReader(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString)
        {
            ApplicationName = "dashboard",
            MaxPoolSize = 2,
            Timeout = 3,
            // Whoever watches does not wait for a server that hangs to confirm that it gives up.
            CancellationTimeout = -1,
            // A reset would take back the role; nothing else is left in these sessions.
            NoResetOnClose = true,
            Options = $"-c default_transaction_read_only=on -c statement_timeout={StatementTimeoutMilliseconds}",
        };
        var builder = new NpgsqlDataSourceBuilder(settings.ConnectionString);
        builder.UsePhysicalConnectionInitializer(BecomeReaderOn, BecomeReaderOnAsync);
        _database = builder.Build();
    }

    /// <summary>The connections, for others who only read.</summary>
    public NpgsqlDataSource Source => _database;

    /// <summary>Progress, outbox and quarantine, in one round trip.</summary>
    public async Task<DatabaseStatistics> ReadAsync(CancellationToken cancellationToken)
    {
        await using var batch = _database.CreateBatch();
        batch.BatchCommands.Add(new(ProgressReader.Progress));
        batch.BatchCommands.Add(new(Outbox) { Parameters = { new NpgsqlParameter<long> { TypedValue = DatabaseStatistics.CountedTo + 1 } } });
        batch.BatchCommands.Add(new(Letters) { Parameters = { new NpgsqlParameter<long> { TypedValue = DatabaseStatistics.CountedTo + 1 } } });
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var progress = await ProgressReader.ReadAsync(reader, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var (waiting, oldest) = (reader.GetInt64(0), TimeSpan.FromSeconds(Math.Max(0, reader.GetDouble(1))));
        await reader.NextResultAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new(progress, waiting, oldest, reader.GetInt64(0));
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _database.DisposeAsync();

    private static void BecomeReaderOn(NpgsqlConnection connection)
    {
        using var command = new NpgsqlCommand(BecomeReader, connection);
        command.ExecuteNonQuery();
    }

    private static async Task BecomeReaderOnAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand(BecomeReader, connection);
        await command.ExecuteNonQueryAsync();
    }
}
