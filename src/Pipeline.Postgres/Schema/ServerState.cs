namespace Pipeline.Postgres.Schema;

/// <summary>Properties of the server that a program checks before it starts.</summary>
/// <param name="Encoding">Encoding of the database.</param>
/// <param name="Version">The server's version, as in server_version_num.</param>
/// <param name="IsStandby">Whether it is in recovery.</param>
/// <param name="IsReadOnly">Whether transactions cannot write. True for a standby too.</param>
internal sealed record ServerState(string Encoding, int Version, bool IsStandby, bool IsReadOnly)
{
    private const int OldestVersion = 14;

    public static async Task<ServerState> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("""
            SELECT current_setting('server_encoding'), current_setting('server_version_num')::int, pg_is_in_recovery(),
                   current_setting('transaction_read_only')::boolean
            """, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new(reader.GetString(0), reader.GetInt32(1), reader.GetBoolean(2), reader.GetBoolean(3));
    }

    /// <summary>Why the pipeline cannot use this server; null if it can.</summary>
    /// <param name="address">host:port/database.</param>
    /// <param name="writes">Whether the program writes.</param>
    public StartupRefusedException? Refusal(string address, bool writes) => this switch
    {
        { Version: < OldestVersion * 10_000 } => new(
            $"PostgreSQL at {address} has version {Version / 10_000}: use version {OldestVersion} or later.", isTransient: false),
        { Encoding: not "UTF8" } => new(
            $"The database {address} has the encoding {Encoding}, which does not hold every event: set POSTGRES_DB to a database with " +
            "the encoding UTF8 (CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0).", isTransient: false),
        { IsStandby: true } when writes => new(
            $"PostgreSQL at {address} is a standby and accepts no writes: set POSTGRES_HOST and POSTGRES_PORT to the primary, or " +
            "promote it.", isTransient: true),
        { IsReadOnly: true } when writes => new(
            $"PostgreSQL at {address} accepts no writes: set default_transaction_read_only to off for the server, the database and " +
            "the user.", isTransient: true),
        _ => null,
    };
}
