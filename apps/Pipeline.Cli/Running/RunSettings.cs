using System.Globalization;
using Pipeline.Hosting.Options;

namespace Pipeline.Cli.Running;

/// <summary>The environment of <c>pipeline run</c>: the user's settings, with the embedded parts in the place of those not named.</summary>
internal sealed class RunSettings(Func<string, string?> environment)
{
    /// <summary>
    /// The mock cluster keeps about 5 MiB a partition. An event has at most about 900 bytes before compression, so this many
    /// are safe with room to spare.
    /// </summary>
    private const int EmbeddedMaxLag = 3000;

    private readonly Dictionary<string, string> _embedded = new(StringComparer.Ordinal);

    public bool EmbedKafka => !IsNamed("KAFKA_BOOTSTRAP_SERVERS") && new SettingsReader(environment).Switch("KAFKA_ENABLED", unset: true);

    public bool EmbedPostgres => !IsNamed("POSTGRES_HOST");

    public void UseKafka(string bootstrapServers)
    {
        _embedded["KAFKA_BOOTSTRAP_SERVERS"] = bootstrapServers;
        _embedded["KAFKA_SECURITY_PROTOCOL"] = "PLAINTEXT";
        _embedded["KAFKA_GROUP_PROTOCOL"] = "classic";
        // The mock cluster lets a changed group wait for nearly the session timeout before it gives out the partitions.
        _embedded["KAFKA_SESSION_TIMEOUT_MS"] = "3000";
        _embedded["KAFKA_MAX_LAG"] = EmbeddedMaxLag.ToString(CultureInfo.InvariantCulture);
    }

    public void UsePostgres(string host, int port, string user, string password, string database)
    {
        _embedded["POSTGRES_HOST"] = host;
        _embedded["POSTGRES_PORT"] = port.ToString(CultureInfo.InvariantCulture);
        _embedded["POSTGRES_USER"] = user;
        _embedded["POSTGRES_PASSWORD"] = password;
        _embedded["POSTGRES_PASSWORD_FILE"] = "";
        _embedded["POSTGRES_DB"] = database;
        _embedded["POSTGRES_SSL_MODE"] = "disable";
        _embedded["POSTGRES_POOL_SIZE"] = "40";
    }

    /// <summary>Reads all settings; before the parts have started with stand-ins, to complain at once.</summary>
    public (PipelineSettings Settings, TimeSpan? Duration) Read()
    {
        var reader = new SettingsReader(environment);
        var seconds = reader.OptionalNumber("DURATION", 1, 1_000_000, "a number of seconds");
        try
        {
            var settings = PipelineSettings.Read(name => _embedded.TryGetValue(name, out var value) ? value : environment(name));
            return reader.Faults.Count == 0
                ? (settings, seconds is { } s ? TimeSpan.FromSeconds(s) : null)
                : throw new SettingsException(reader.Faults);
        }
        catch (SettingsException e) when (reader.Faults.Count > 0 && !ReferenceEquals(e.Faults, reader.Faults))
        {
            throw new SettingsException([.. reader.Faults, .. e.Faults]);
        }
    }

    private bool IsNamed(string server) => new SettingsReader(environment).OptionalText(server) is not null;
}
