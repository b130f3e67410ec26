namespace Pipeline.Cli.Running;

/// <summary>The settings of <c>pipeline run</c>: the user's environment, overridden by the settings of the embedded servers.</summary>
/// <param name="domain">Streams and tables of the run.</param>
/// <param name="environment">Value of a variable, or null.</param>
internal sealed class RunSettings(PipelineDomain domain, Func<string, string?> environment)
{
    private readonly Dictionary<string, string> _embedded = new(StringComparer.Ordinal);

    public bool EmbedKafka => !IsSet("KAFKA_BOOTSTRAP_SERVERS") && new SettingsReader(environment).Switch("KAFKA_ENABLED", unset: true);

    public bool EmbedPostgres => !IsSet("POSTGRES_HOST");

    public bool EmbedRegistry => !IsSet("SCHEMA_REGISTRY_URL");

    /// <summary>Overrides the user's settings.</summary>
    public void Use(IReadOnlyDictionary<string, string> settings)
    {
        foreach (var (name, value) in settings)
            _embedded[name] = value;
    }

    /// <summary>The user's settings that the embedded servers override.</summary>
    public IEnumerable<string> WithoutEffect => _embedded.Where(e => e.Value.Length > 0 && IsSet(e.Key)).Select(static e => e.Key);

    /// <summary>
    /// Checks all settings of the user, including those that the embedded servers override. The overrides are used only for settings
    /// that are not set, such as the password.
    /// </summary>
    /// <exception cref="SettingsException">One or more settings have faults.</exception>
    public PipelineSettings Check() => Read(
        name => IsSet(name) ? environment(name) : IsSet(name + "_FILE") ? null : _embedded.GetValueOrDefault(name)).Settings;

    /// <summary>Reads and checks all settings and DURATION (unset: null, no limit).</summary>
    /// <exception cref="SettingsException">One or more settings have faults.</exception>
    public (PipelineSettings Settings, TimeSpan? Duration) Read() =>
        Read(name => _embedded.TryGetValue(name, out var value) ? value : environment(name));

    /// <summary>
    /// Arguments for make: the addresses of the servers, and the user's other settings of Kafka and PostgreSQL. Of all passwords, only
    /// the embedded server's is included.
    /// </summary>
    public IEnumerable<string> MakeArguments(PipelineSettings settings)
    {
        yield return Argument("KAFKA_BOOTSTRAP_SERVERS", settings.Kafka.Connection.BootstrapServers);
        yield return Argument("POSTGRES_HOST", settings.Postgres.Host);
        yield return Argument("POSTGRES_PORT", $"{settings.Postgres.Port}");
        yield return Argument("POSTGRES_USER", settings.Postgres.User);
        yield return Argument("POSTGRES_DB", settings.Postgres.Database);
        if (EmbedPostgres || !IsSet("POSTGRES_PASSWORD_FILE"))
            yield return Argument("POSTGRES_PASSWORD", EmbedPostgres ? settings.Postgres.Password : "...");
        foreach (var name in settings.Reader.Names.Where(IsOwnOfServers).Order(StringComparer.Ordinal))
            yield return Argument(name, name.EndsWith("_PASSWORD", StringComparison.Ordinal) ? "..." : environment(name)!.Trim());
    }

    private bool IsOwnOfServers(string name) =>
        (name.StartsWith("KAFKA_", StringComparison.Ordinal) || name.StartsWith("POSTGRES_", StringComparison.Ordinal))
            && name is not ("KAFKA_BOOTSTRAP_SERVERS" or "POSTGRES_HOST" or "POSTGRES_PORT" or "POSTGRES_USER" or "POSTGRES_DB"
                or "POSTGRES_PASSWORD") && IsSet(name) && !_embedded.ContainsKey(name);

    /// <summary>Quoted for the shell if necessary. make reads $ as the start of a variable, and $$ as $.</summary>
    private static string Argument(string name, string value)
    {
        var isPlain = value.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or ',' or ':' or '/');
        var quoted = value.Replace("$", "$$", StringComparison.Ordinal).Replace("'", @"'\''", StringComparison.Ordinal);
        return isPlain ? $"{name}={value}" : $"{name}='{quoted}'";
    }

    private (PipelineSettings Settings, TimeSpan? Duration) Read(Func<string, string?> lookup)
    {
        var reader = new SettingsReader(environment);
        var seconds = reader.OptionalNumber("DURATION", 1, 1_000_000, "a number of seconds");
        try
        {
            var settings = new PipelineSettings(domain, lookup).ReadAll();
            settings.Check();
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
