namespace Pipeline.Postgres;

/// <summary>The settings POSTGRES_….</summary>
public sealed record PostgresOptions
{
    /// <summary>POSTGRES_HOST (localhost).</summary>
    public required string Host { get; init; }

    /// <summary>POSTGRES_PORT (5432).</summary>
    public required int Port { get; init; }

    /// <summary>POSTGRES_USER (postgres).</summary>
    public required string User { get; init; }

    /// <summary>POSTGRES_PASSWORD or POSTGRES_PASSWORD_FILE; there is no default.</summary>
    public required string Password { get; init; }

    /// <summary>POSTGRES_DB (sesac_db).</summary>
    public required string Database { get; init; }

    /// <summary>
    /// POSTGRES_POOL_SIZE (20): maximum connections per pool, 8–500. A process has two pools, with synchronous and asynchronous commit.
    /// A relay uses one connection permanently.
    /// </summary>
    public required int PoolSize { get; init; }

    /// <summary>
    /// POSTGRES_SSL_MODE: disable, prefer, require, verify-ca or verify-full. Unset: prefer for a local server, else verify-full.
    /// </summary>
    public required SslMode SslMode { get; init; }

    /// <summary>POSTGRES_SSL_CA_LOCATION (unset: the system's authorities): file with the certificate authority of the server.</summary>
    public string? SslCaLocation { get; init; }

    /// <summary>host:port/database, for messages.</summary>
    public string Address => $"{Host}:{Port}/{Database}";

    /// <summary>Returns the address only, because the ToString of a record would include the password.</summary>
    public override string ToString() => Address;

    /// <summary>The connection string.</summary>
    public string ConnectionString => new NpgsqlConnectionStringBuilder
    {
        Host = Host,
        Port = Port,
        Username = User,
        Password = Password,
        Database = Database,
        MaxPoolSize = PoolSize,
        SslMode = SslMode,
        RootCertificate = SslCaLocation,
        ApplicationName = AppDomain.CurrentDomain.FriendlyName,
        // An overloaded server needs seconds to accept a connection. A server that is down refuses it at once.
        Timeout = 10,
        CommandTimeout = 30,
        CancellationTimeout = 2000,
        MaxAutoPrepare = 0,
        ClientEncoding = "UTF8",
        // A reset would undo the session's settings. Code that changes settings or takes session locks must restore the session itself.
        NoResetOnClose = true,
    }.ConnectionString;
}
