namespace Pipeline.Ads.Schema;

/// <summary>The schema of the messages of ad_events_raw: schemas/ad_event.avsc.</summary>
public static class AdSchema
{
    /// <summary>The schema, JSON.</summary>
    public static string Text { get; } = Read();

    /// <summary>Registers the schema for the values of a topic, unless the registry has it.</summary>
    /// <returns>A line for the user.</returns>
    /// <exception cref="StartupRefusedException">The registry does not answer, or refuses the schema.</exception>
    public static async Task<string> RegisterAsync(RegistryOptions registry, string topic, string schema)
    {
        var subject = SchemaRegistrar.SubjectOf(topic);
        using var registrar = new SchemaRegistrar(registry);
        var (id, version, isNew) = await registrar.RegisterAsync(subject, schema);
        return $"{subject}: {(isNew ? "registered as" : "is registered:")} version {version}, id {id}, compatibility BACKWARD";
    }

    /// <summary>The id of the schema for the values of a topic.</summary>
    /// <exception cref="StartupRefusedException">The registry does not answer, or the schema is not registered.</exception>
    public static async Task<int> FindAsync(RegistryOptions registry, string topic)
    {
        using var registrar = new SchemaRegistrar(registry);
        var subject = SchemaRegistrar.SubjectOf(topic);
        return (await registrar.FindAsync(subject, Text))?.Id ?? throw new StartupRefusedException(
            $"The registry at {registry.Url} does not have the schema of {subject}: run `schema register`.", isTransient: false);
    }

    /// <summary>Reads another schema.</summary>
    /// <exception cref="StartupRefusedException">The file cannot be read.</exception>
    public static string ReadFile(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartupRefusedException($"{path} cannot be read: {e.Message}", isTransient: false, e);
        }
    }

    private static string Read()
    {
        using var stream = typeof(AdSchema).Assembly.GetManifestResourceStream("ad_event.avsc")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
