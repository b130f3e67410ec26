using Pipeline.Hosting.Settings;

namespace Pipeline.Hosting.Startup;

/// <summary>Checks the servers that a program needs. A failed check throws one sentence with the cause and the setting to change.</summary>
public static class StartupChecks
{
    private static readonly TimeSpan KafkaTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Connects to the database, checks the server and applies missing migrations.</summary>
    /// <param name="database">The database.</param>
    /// <param name="settings">Settings.</param>
    /// <param name="writes">Whether the program writes to the database.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="StartupRefusedException">The database does not respond, refuses, or is not what the program needs.</exception>
    public static Task PrepareDatabaseAsync(
        NpgsqlDataSource database, PipelineSettings settings, bool writes, CancellationToken cancellationToken) => ReachAsync(
        settings.Postgres,
        () => SchemaSetup.ApplyAsync(database, settings.Domain.Migrations, TimeProvider.System, writes, cancellationToken));

    /// <summary>Runs a database action and translates its exceptions to one sentence.</summary>
    /// <exception cref="StartupRefusedException">The database does not respond, or refuses.</exception>
    public static async Task<T> ReachAsync<T>(PostgresOptions options, Func<Task<T>> action)
    {
        try
        {
            return await action();
        }
        catch (Exception e) when (e is not OperationCanceledException && Refusal(e, options) is not null)
        {
            throw Refusal(e, options)!;
        }
    }

    /// <summary>Explains an exception of the database client. Null for any other exception.</summary>
    public static StartupRefusedException? Refusal(Exception e, PostgresOptions options) => e switch
    {
        _ when Answer(e) is { } answer => Refusal(answer, options),
        _ when Innermost(e) is System.Security.Authentication.AuthenticationException => new(
            $"PostgreSQL at {options.Host}:{options.Port} has a certificate that is not trusted ({Innermost(e).Message.TrimEnd('.')}): " +
            "set POSTGRES_SSL_CA_LOCATION, POSTGRES_HOST or POSTGRES_SSL_MODE.", isTransient: false, e),
        NpgsqlException when Innermost(e).Message.Contains("SSL", StringComparison.Ordinal) => new(
            $"PostgreSQL at {options.Host}:{options.Port} does not offer the requested TLS ({Innermost(e).Message}): " +
            "set POSTGRES_SSL_MODE.", isTransient: false, e),
        _ when PostgresFaults.Of(e) is not null => new(
            $"PostgreSQL at {options.Host}:{options.Port} does not answer ({Innermost(e).Message}): " +
            "start it, or set POSTGRES_HOST and POSTGRES_PORT.", isTransient: true, e),
        _ => null,
    };

    /// <summary>Explains an exception of the Kafka or database client; for any other exception, its message.</summary>
    public static string Explain(Exception e, PipelineSettings settings) => e is KafkaException kafka
        ? Refusal(kafka, settings.Kafka.Connection).Message
        : Refusal(e, settings.Postgres)?.Message ?? e.Message;

    /// <summary>
    /// Connects to the brokers and compares the streams' topics with their declaration. Dead-letter topics are not checked: the table
    /// dead_letters replaces a missing one.
    /// </summary>
    /// <exception cref="StartupRefusedException">No broker responds, or a topic is missing or has another number of partitions.</exception>
    public static Task CheckTopicsAsync(KafkaOptions options, IReadOnlyCollection<StreamDefinition> streams) => Task.Run(() =>
    {
        var names = streams.Select(options.Topics.Of).ToHashSet(StringComparer.Ordinal);
        var declared = options.DeclaredTopics.Where(t => names.Contains(t.Name)).ToList();
        IReadOnlyList<string> differences;
        try
        {
            differences = TopicGuard.Check(options.Connection, declared, KafkaTimeout);
        }
        catch (KafkaException e)
        {
            throw Refusal(e, options.Connection);
        }

        if (differences.Count > 0)
            throw new StartupRefusedException(string.Join(" ", differences), isTransient: false);
    });

    /// <summary>Explains why a request to the brokers failed.</summary>
    public static StartupRefusedException Refusal(KafkaException e, KafkaConnection connection) => e.Error.Code switch
    {
        ErrorCode.Local_Authentication or ErrorCode.SaslAuthenticationFailed => new(
            $"Kafka at {connection.BootstrapServers} refuses user '{connection.SaslUsername}': " +
            "set KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD.", isTransient: false, e),
        ErrorCode.Local_Ssl => new(
            $"The TLS handshake with Kafka at {connection.BootstrapServers} failed ({e.Error.Reason}): " +
            "set KAFKA_SECURITY_PROTOCOL and KAFKA_SSL_CA_LOCATION.", isTransient: false, e),
        // Matches the text, because an exception about several topics contains the brokers' errors only there.
        _ when e.Error.Reason.Contains("authorization failed", StringComparison.OrdinalIgnoreCase) => new(
            $"Kafka at {connection.BootstrapServers} refuses the request ({e.Error.Reason.TrimEnd('.')}): " +
            "deploy/kafka/acls.json declares the permissions.", isTransient: false, e),
        _ when !e.Error.IsLocalError || e.Error.Code == ErrorCode.Local_Partial => new(
            $"Kafka at {connection.BootstrapServers} refuses the request ({e.Error.Reason.TrimEnd('.')}).", isTransient: false, e),
        _ => new(
            $"Kafka at {connection.BootstrapServers} does not answer ({e.Error.Reason}): start it, or set KAFKA_BOOTSTRAP_SERVERS.",
            isTransient: true, e),
    };

    private static StartupRefusedException Refusal(PostgresException e, PostgresOptions options) => e.SqlState switch
    {
        PostgresErrorCodes.InvalidPassword => new(
            $"PostgreSQL at {options.Host}:{options.Port} refuses user '{options.User}': set POSTGRES_USER and POSTGRES_PASSWORD.",
            isTransient: false, e),
        PostgresErrorCodes.InvalidAuthorizationSpecification => new(
            $"PostgreSQL at {options.Host}:{options.Port} refuses user '{options.User}' ({e.MessageText}): " +
            "set POSTGRES_USER or POSTGRES_SSL_MODE.", isTransient: false, e),
        PostgresErrorCodes.InsufficientPrivilege => new(
            $"The schema of PostgreSQL at {options.Address} is not ready for this program, and user '{options.User}' may not change it " +
            $"({e.MessageText}): run `pipeline migrate` as the owner of the tables, as `make up` does.", isTransient: true, e),
        PostgresErrorCodes.InvalidCatalogName => new(
            $"PostgreSQL at {options.Host}:{options.Port} has no database '{options.Database}': create it, or set POSTGRES_DB.",
            isTransient: false, e),
        PostgresErrorCodes.UndefinedTable => new(
            $"The database {options.Address} has no schema yet: the first program that writes creates it.", isTransient: true, e),
        PostgresErrorCodes.LockNotAvailable => new(
            $"A transaction in {options.Address} holds a lock that this program waits for: end that transaction (pg_stat_activity lists " +
            "the oldest, by xact_start).", isTransient: true, e),
        PostgresErrorCodes.CannotConnectNow => new(
            $"PostgreSQL at {options.Host}:{options.Port} is starting or stopping.", isTransient: true, e),
        _ => new($"PostgreSQL at {options.Host}:{options.Port} refuses: {e.MessageText} (SQLSTATE {e.SqlState}).", isTransient: true, e),
    };

    /// <summary>The server's error, at any depth: Entity Framework wraps the exceptions of a migration.</summary>
    private static PostgresException? Answer(Exception? e) => e is null ? null : e as PostgresException ?? Answer(e.InnerException);

    private static Exception Innermost(Exception e)
    {
        while (e.InnerException is not null)
            e = e.InnerException;
        return e;
    }
}
