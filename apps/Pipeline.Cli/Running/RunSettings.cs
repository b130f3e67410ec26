namespace Pipeline.Cli.Running;

/// <summary>The settings of <c>pipeline run</c>: the user's environment, overridden by the settings of the embedded servers.</summary>
internal sealed class RunSettings(Func<string, string?> environment)
{
    private readonly Dictionary<string, string> _embedded = new(StringComparer.Ordinal);

    public bool EmbedKafka => !IsSet("KAFKA_BOOTSTRAP_SERVERS") && new SettingsReader(environment).Switch("KAFKA_ENABLED", unset: true);

    public bool EmbedPostgres => !IsSet("POSTGRES_HOST");

    /// <summary>Overrides the user's settings.</summary>
    public void Use(IReadOnlyDictionary<string, string> settings)
    {
        foreach (var (name, value) in settings)
            _embedded[name] = value;
    }

    /// <summary>The user's settings that the embedded servers override.</summary>
    public IEnumerable<string> WithoutEffect => _embedded.Where(e => e.Value.Length > 0 && IsSet(e.Key)).Select(static e => e.Key);

    /// <summary>
    /// Checks what the user has set, also those settings that the embedded servers override. The overrides only stand for what is
    /// missing, such as the password.
    /// </summary>
    /// <exception cref="SettingsException">One or more settings have faults.</exception>
    public PipelineSettings Check() => Read(
        name => IsSet(name) ? environment(name) : IsSet(name + "_FILE") ? null : _embedded.GetValueOrDefault(name)).Settings;

    /// <summary>Reads and checks all settings and DURATION (unset: null, no limit).</summary>
    /// <exception cref="SettingsException">One or more settings have faults.</exception>
    public (PipelineSettings Settings, TimeSpan? Duration) Read() =>
        Read(name => _embedded.TryGetValue(name, out var value) ? value : environment(name));

    private (PipelineSettings Settings, TimeSpan? Duration) Read(Func<string, string?> lookup)
    {
        var reader = new SettingsReader(environment);
        var seconds = reader.OptionalNumber("DURATION", 1, 1_000_000, "a number of seconds");
        try
        {
            var settings = ShopSettings.Read(lookup);
            return reader.Faults.Count == 0
                ? (settings, seconds is { } s ? TimeSpan.FromSeconds(s) : null)
                : throw new SettingsException(reader.Faults);
        }
        catch (SettingsException e) when (reader.Faults.Count > 0 && !ReferenceEquals(e.Faults, reader.Faults))
        {
            throw new SettingsException([.. reader.Faults, .. e.Faults]);
        }
    }

    private bool IsSet(string server) => new SettingsReader(environment).OptionalText(server) is not null;
}
