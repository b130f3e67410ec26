namespace Pipeline.Kafka.Schemas;

/// <summary>Registers the schema of a topic's values. Safe to repeat: an equal schema gets no second version.</summary>
public sealed class SchemaRegistrar : IDisposable
{
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(10);

    private readonly RegistryOptions _options;
    private readonly CachedSchemaRegistryClient _client;

    /// <summary>Creates a client. It connects with the first request.</summary>
    /// <param name="options">The registry.</param>
    public SchemaRegistrar(RegistryOptions options) => (_options, _client) = (options, options.NewClient(RequestTimeout));

    /// <summary>The subject of a topic's values.</summary>
    public static string SubjectOf(string topic) => $"{topic}-value";

    /// <summary>Finds a schema that is registered.</summary>
    /// <returns>Id and version; null if the subject does not have the schema.</returns>
    /// <exception cref="StartupRefusedException">The registry does not answer.</exception>
    public Task<(int Id, int Version)?> FindAsync(string subject, string schema) => AskAsync<(int, int)?>(async () =>
    {
        try
        {
            var found = await _client.LookupSchemaAsync(subject, NewSchema(schema), ignoreDeletedSchemas: true, normalize: false);
            return (found.Id, found.Version);
        }
        catch (SchemaRegistryException e) when (e.ErrorCode is 40401 or 40403)
        {
            return null;
        }
    });

    /// <summary>
    /// Registers a schema that earlier messages can be read with (compatibility BACKWARD), unless the subject has it. The registry
    /// refuses a schema that cannot read them.
    /// </summary>
    /// <returns>Id and version, and whether the version is new.</returns>
    /// <exception cref="StartupRefusedException">The registry does not answer, or refuses the schema.</exception>
    public async Task<(int Id, int Version, bool IsNew)> RegisterAsync(string subject, string schema)
    {
        await AskAsync(() => _client.UpdateCompatibilityAsync(Compatibility.Backward, subject));
        if (await FindAsync(subject, schema) is { } known)
            return (known.Id, known.Version, false);
        await AskAsync(() => _client.RegisterSchemaAsync(subject, NewSchema(schema), normalize: false));
        var found = await FindAsync(subject, schema)
            ?? throw new StartupRefusedException($"The registry at {_options.Url} lost the schema of {subject}.", isTransient: true);
        return (found.Id, found.Version, true);
    }

    /// <summary>The names of all subjects.</summary>
    /// <exception cref="StartupRefusedException">The registry does not answer.</exception>
    public async Task<IReadOnlyList<string>> SubjectsAsync() => await AskAsync(_client.GetAllSubjectsAsync);

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private static Confluent.SchemaRegistry.Schema NewSchema(string schema) => new(schema, SchemaType.Avro);

    private async Task<T> AskAsync<T>(Func<Task<T>> request)
    {
        try
        {
            return await request();
        }
        catch (SchemaRegistryException e) when (e.Status is HttpStatusCode.Conflict or HttpStatusCode.UnprocessableEntity)
        {
            throw new StartupRefusedException($"The registry at {_options.Url} refuses the schema: {e.Message}", isTransient: false, e);
        }
        catch (Exception e) when (RegistryFaults.IsRegistryError(e))
        {
            throw new StartupRefusedException(
                $"The schema registry at {_options.Url} does not answer ({RegistryFaults.Text(e)}): start it, or set SCHEMA_REGISTRY_URL.",
                isTransient: true, e);
        }
    }
}
