namespace Pipeline.Postgres.Sessions;

/// <summary>
/// Creates every data source. Each session sets what the programs rely on, because role, database or server can have other defaults.
/// Rejected: the startup parameter <c>options</c>, which PgBouncer refuses.
/// </summary>
public static class SessionSource
{
    /// <summary>
    /// statement_timeout, idle_… and transaction_timeout: off, because the programs have their own timeouts. lock_timeout: below the
    /// command timeout, so that a lock wait is not reported as a server that does not answer. search_path: where the migrations create
    /// the tables. synchronous_commit: only "off" could lose a row whose event is in Kafka. The others change how statements and values
    /// are read, written or compared.
    /// </summary>
    internal const string Settings = """
        SET quote_all_identifiers = off;
        SET statement_timeout = 0;
        SET lock_timeout = '20s';
        SET idle_in_transaction_session_timeout = 0;
        SET idle_session_timeout = 0;
        SET default_transaction_isolation = 'read committed';
        SET default_transaction_deferrable = off;
        SET search_path = public;
        SET DateStyle = 'ISO, MDY';
        SET IntervalStyle = 'postgres';
        SET TimeZone = 'UTC';
        SET standard_conforming_strings = on;
        SELECT set_config('transaction_timeout', '0', false) FROM pg_settings WHERE name = 'transaction_timeout';
        SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off';
        """;

    /// <summary>Creates a data source. Connections open asynchronously only.</summary>
    /// <param name="options">Address and credentials.</param>
    /// <param name="synchronousCommit">
    /// False only for transactions that include the consumer progress: after a server crash, consumers repeat them from Kafka.
    /// </param>
    public static NpgsqlDataSource Create(PostgresOptions options, bool synchronousCommit) =>
        Create(options.ConnectionString, synchronousCommit ? "" : "SET synchronous_commit = off");

    /// <summary>Creates a data source whose sessions have further settings.</summary>
    /// <param name="connectionString">Address and credentials.</param>
    /// <param name="settings">Statements that set them.</param>
    public static NpgsqlDataSource Create(string connectionString, string settings)
    {
        var pooler = new PoolerCheck(connectionString);
        var builder = new NpgsqlDataSourceBuilder(connectionString);
        builder.UsePhysicalConnectionInitializer(
            static _ => throw new NotSupportedException("Connections open asynchronously."),
            async connection =>
            {
                // Before the settings, because a pooler in transaction mode would apply them to sessions of other clients.
                await pooler.CheckAsync(connection);
                await using var command = new NpgsqlCommand(Settings + settings, connection);
                await command.ExecuteNonQueryAsync();
            });
        return builder.Build();
    }
}
