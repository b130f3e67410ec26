using Confluent.Kafka;
using Npgsql;
using Pipeline.Hosting.Settings;
using Pipeline.Kafka;
using Pipeline.Kafka.Topics;
using Pipeline.Operations.Verification;
using Pipeline.Postgres;
using Pipeline.Postgres.Schema;
using Pipeline.Postgres.Sink;
using Pipeline.Postgres.Tables;
using Pipeline.Simulation.Dirt;
using Pipeline.Streams.Definitions;
using Pipeline.Streams.Faults;

namespace Pipeline.Hosting.Startup;

/// <summary>Is everything there that the program needs? If not: one sentence that says what is wrong and what to set.</summary>
public static class StartupChecks
{
    private static readonly TimeSpan KafkaTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Reaches the database and brings its schema up to date.</summary>
    /// <exception cref="StartupRefusedException">It does not answer, or refuses.</exception>
    public static Task PrepareDatabaseAsync(NpgsqlDataSource database, PipelineSettings settings, CancellationToken cancellationToken) => ReachAsync(
        settings.Postgres, () => SchemaSetup.ApplyAsync(database, settings.Domain.Migrations, TimeProvider.System, cancellationToken));

    /// <summary>Does something with the database, and says in one sentence why that could not be done.</summary>
    /// <exception cref="StartupRefusedException">It does not answer, or refuses.</exception>
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

    /// <summary>What an exception of the database's client means, as a sentence; null when it is none of its.</summary>
    public static StartupRefusedException? Refusal(Exception e, PostgresOptions options) => e switch
    {
        _ when Answer(e) is { } answer => Refusal(answer, options),
        _ when Innermost(e) is System.Security.Authentication.AuthenticationException => new(
            $"PostgreSQL at {options.Host}:{options.Port} shows a certificate that is not trusted ({Innermost(e).Message.TrimEnd('.')}): set POSTGRES_SSL_CA_LOCATION, POSTGRES_HOST or POSTGRES_SSL_MODE.", canHeal: false, e),
        NpgsqlException when Innermost(e).Message.Contains("SSL", StringComparison.Ordinal) => new(
            $"PostgreSQL at {options.Host}:{options.Port} does not offer TLS as asked ({Innermost(e).Message}): set POSTGRES_SSL_MODE.", canHeal: false, e),
        _ when PostgresFaults.Of(e) is not null => new(
            $"PostgreSQL at {options.Host}:{options.Port} does not answer ({Innermost(e).Message}): start it, or set POSTGRES_HOST and POSTGRES_PORT.", canHeal: true, e),
        _ => null,
    };

    /// <summary>What an exception of either server's client means, as a sentence; of others their own.</summary>
    public static string Explain(Exception e, PipelineSettings settings) => e is KafkaException kafka
        ? Refusal(kafka, settings.Kafka.Connection).Message
        : Refusal(e, settings.Postgres)?.Message ?? e.Message;

    /// <summary>
    /// Reaches the brokers and compares the streams' topics with the declaration. A missing dead-letter topic is no reason to
    /// refuse: the table dead_letters stands in for it.
    /// </summary>
    /// <exception cref="StartupRefusedException">No broker answers, or a topic is missing or cut differently.</exception>
    public static Task CheckTopicsAsync(KafkaOptions options, IReadOnlyCollection<StreamDefinition> streams) => Task.Run(() =>
    {
        var names = streams.Select(options.Topics.Of).ToHashSet(StringComparer.Ordinal);
        var wanted = options.DeclaredTopics.Where(t => names.Contains(t.Name)).ToList();
        IReadOnlyList<string> differences;
        try
        {
            differences = TopicGuard.Check(options.Connection, wanted, KafkaTimeout);
        }
        catch (KafkaException e)
        {
            throw Refusal(e, options.Connection);
        }

        if (differences.Count > 0)
            throw new StartupRefusedException(string.Join(" ", differences), canHeal: false);
    });

    /// <summary>Why the brokers could not be asked, as a sentence.</summary>
    public static StartupRefusedException Refusal(KafkaException e, KafkaConnection connection) => e.Error.Code switch
    {
        ErrorCode.Local_Authentication or ErrorCode.SaslAuthenticationFailed => new(
            $"Kafka at {connection.BootstrapServers} refuses user '{connection.SaslUsername}': set KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD.", canHeal: false, e),
        ErrorCode.Local_Ssl => new(
            $"Kafka at {connection.BootstrapServers} and this client agree on no TLS ({e.Error.Reason}): set KAFKA_SECURITY_PROTOCOL and KAFKA_SSL_CA_LOCATION.", canHeal: false, e),
        _ when !e.Error.IsLocalError || e.Error.Code == ErrorCode.Local_Partial => new(
            $"Kafka at {connection.BootstrapServers} refuses this ({e.Error.Reason.TrimEnd('.')}); what users may do is declared in deploy/kafka/acls.json.", canHeal: false, e),
        _ => new(
            $"Kafka at {connection.BootstrapServers} does not answer ({e.Error.Reason}): start it, or set KAFKA_BOOTSTRAP_SERVERS.", canHeal: true, e),
    };

    private static StartupRefusedException Refusal(PostgresException e, PostgresOptions options) => e.SqlState switch
    {
        PostgresErrorCodes.InvalidPassword => new(
            $"PostgreSQL at {options.Host}:{options.Port} refuses user '{options.User}': set POSTGRES_USER and POSTGRES_PASSWORD.", canHeal: false, e),
        PostgresErrorCodes.InvalidAuthorizationSpecification => new(
            $"PostgreSQL at {options.Host}:{options.Port} refuses user '{options.User}' ({e.MessageText}): set POSTGRES_USER or POSTGRES_SSL_MODE.", canHeal: false, e),
        PostgresErrorCodes.InsufficientPrivilege => new(
            $"The schema of PostgreSQL at {options.Address} is not ready for this program, and user '{options.User}' may not change it ({e.MessageText}): run `pipeline migrate` as a role that may, as `make up` does.", canHeal: true, e),
        PostgresErrorCodes.InvalidCatalogName => new(
            $"PostgreSQL at {options.Host}:{options.Port} has no database '{options.Database}': create it, or set POSTGRES_DB.", canHeal: false, e),
        PostgresErrorCodes.UndefinedTable => new(
            $"The database {options.Address} has no schema yet: the first program that writes makes it.", canHeal: true, e),
        PostgresErrorCodes.CannotConnectNow => new(
            $"PostgreSQL at {options.Host}:{options.Port} is starting or stopping.", canHeal: true, e),
        _ => new($"PostgreSQL at {options.Host}:{options.Port} refuses: {e.MessageText} (SQLSTATE {e.SqlState}).", canHeal: true, e),
    };

    /// <summary>The server's answer, at any depth: Entity Framework wraps what breaks a migration.</summary>
    private static PostgresException? Answer(Exception? e) => e is null ? null : e as PostgresException ?? Answer(e.InnerException);

    private static Exception Innermost(Exception e)
    {
        while (e.InnerException is not null)
            e = e.InnerException;
        return e;
    }
}
