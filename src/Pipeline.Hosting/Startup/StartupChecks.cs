using Confluent.Kafka;
using Npgsql;
using Pipeline.Events.Shop;
using Pipeline.Hosting.Options;
using Pipeline.Kafka.Topics;
using Pipeline.Postgres.Schema;
using Pipeline.Postgres.Sink;

namespace Pipeline.Hosting.Startup;

/// <summary>Is everything there that the program needs? If not: one sentence that says what is wrong and what to set.</summary>
public static class StartupChecks
{
    private static readonly TimeSpan KafkaTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Reaches the database and brings its schema up to date.</summary>
    /// <exception cref="StartupRefusedException">It does not answer, or refuses.</exception>
    public static async Task PrepareDatabaseAsync(NpgsqlDataSource database, PostgresOptions options, CancellationToken cancellationToken)
    {
        try
        {
            await SchemaSetup.ApplyAsync(database, TimeProvider.System, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException && Answer(e) is { } answer)
        {
            throw Refusal(answer, options);
        }
        catch (Exception e) when (e is System.Security.Authentication.AuthenticationException or NpgsqlException && Innermost(e).Message.Contains("SSL", StringComparison.Ordinal))
        {
            throw new StartupRefusedException(
                $"PostgreSQL at {options.Host}:{options.Port} does not offer TLS as asked ({Innermost(e).Message}): set POSTGRES_SSL_MODE.", canHeal: false, e);
        }
        catch (Exception e) when (e is not OperationCanceledException && PostgresFaults.Of(e) is not null)
        {
            throw new StartupRefusedException(
                $"PostgreSQL at {options.Host}:{options.Port} does not answer ({Innermost(e).Message}): start it, or set POSTGRES_HOST and POSTGRES_PORT.", canHeal: true, e);
        }
    }

    /// <summary>
    /// Reaches the brokers and compares the streams' topics with the declaration. A missing dead-letter topic is no reason to
    /// refuse: the table dead_letters stands in for it.
    /// </summary>
    /// <exception cref="StartupRefusedException">No broker answers, or a topic is missing or cut differently.</exception>
    public static Task CheckTopicsAsync(KafkaOptions options, IReadOnlyCollection<ShopTopic> streams) => Task.Run(() =>
    {
        var names = streams.Select(options.Topics.Of).ToHashSet(StringComparer.Ordinal);
        var wanted = TopicFile.BuiltIn(options.Topics).Where(t => names.Contains(t.Name)).ToList();
        IReadOnlyList<string> differences;
        try
        {
            differences = TopicGuard.Check(options.Connection, wanted, KafkaTimeout);
        }
        catch (KafkaException e)
        {
            throw new StartupRefusedException(
                $"Kafka at {options.Connection.BootstrapServers} does not answer ({e.Error.Reason}): start it, or set KAFKA_BOOTSTRAP_SERVERS.", canHeal: true, e);
        }

        if (differences.Count > 0)
            throw new StartupRefusedException(string.Join(" ", differences), canHeal: false);
    });

    private static StartupRefusedException Refusal(PostgresException e, PostgresOptions options) => e.SqlState switch
    {
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification => new(
            $"PostgreSQL at {options.Host}:{options.Port} refuses user '{options.User}': set POSTGRES_USER and POSTGRES_PASSWORD.", canHeal: false, e),
        PostgresErrorCodes.InvalidCatalogName => new(
            $"PostgreSQL at {options.Host}:{options.Port} has no database '{options.Database}': create it, or set POSTGRES_DB.", canHeal: false, e),
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
