using System.Globalization;
using Pipeline.Hosting.Settings;
using Pipeline.Kafka;
using Pipeline.Operations.Verification;
using Pipeline.Postgres;
using Pipeline.Shop.Settings;

namespace Pipeline.IntegrationTests.Servers;

/// <summary>A test's database and topics as the environment variables of a process.</summary>
internal static class TestEnvironment
{
    public static Dictionary<string, string> Of(TestDatabase? database, TestTopics? topics)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal);
        if (database is not null)
        {
            environment["POSTGRES_HOST"] = database.Options.Host;
            environment["POSTGRES_PORT"] = database.Options.Port.ToString(CultureInfo.InvariantCulture);
            environment["POSTGRES_USER"] = database.Options.User;
            environment["POSTGRES_PASSWORD"] = database.Options.Password;
            environment["POSTGRES_DB"] = database.Options.Database;
            environment["POSTGRES_SSL_MODE"] = "disable";
        }

        if (topics is null)
            return environment;
        environment["KAFKA_BOOTSTRAP_SERVERS"] = topics.Connection.BootstrapServers;
        foreach (var stream in topics.Names.Streams.All)
            environment[$"KAFKA_TOPIC_{stream.Name.ToUpperInvariant()}"] = topics.Names.Of(stream);
        environment["KAFKA_GROUP_PREFIX"] = topics.GroupPrefix;
        environment["KAFKA_SESSION_TIMEOUT_MS"] = topics.SessionTimeout.TotalMilliseconds.ToString(CultureInfo.InvariantCulture);
        return environment;
    }

    public static PipelineSettings Settings(TestDatabase database, TestTopics topics, PipelineDomain? domain = null)
    {
        var environment = Of(database, topics);
        return new(domain ?? ShopSettings.Domain, environment.GetValueOrDefault);
    }
}
