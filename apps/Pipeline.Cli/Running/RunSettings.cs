using Pipeline.Hosting.Settings;
using Pipeline.Kafka;
using Pipeline.Operations.Verification;
using Pipeline.Postgres;
using Pipeline.Shop.Settings;

namespace Pipeline.Cli.Running;

/// <summary>The environment of <c>pipeline run</c>: the user's settings, with the embedded parts in the place of those not named.</summary>
internal sealed class RunSettings(Func<string, string?> environment)
{
    private readonly Dictionary<string, string> _embedded = new(StringComparer.Ordinal);

    public bool EmbedKafka => !IsNamed("KAFKA_BOOTSTRAP_SERVERS") && new SettingsReader(environment).Switch("KAFKA_ENABLED", unset: true);

    public bool EmbedPostgres => !IsNamed("POSTGRES_HOST");

    /// <summary>From now on these settings stand in the place of the user's.</summary>
    public void Use(IReadOnlyDictionary<string, string> settings)
    {
        foreach (var (name, value) in settings)
            _embedded[name] = value;
    }

    /// <summary>Reads all settings; before the parts have started with stand-ins, to complain at once.</summary>
    public (PipelineSettings Settings, TimeSpan? Duration) Read()
    {
        var reader = new SettingsReader(environment);
        var seconds = reader.OptionalNumber("DURATION", 1, 1_000_000, "a number of seconds");
        try
        {
            var settings = ShopSettings.Read(name => _embedded.TryGetValue(name, out var value) ? value : environment(name));
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
