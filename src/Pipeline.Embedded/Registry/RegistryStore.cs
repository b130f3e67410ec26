namespace Pipeline.Embedded.Registry;

/// <summary>Subjects, versions and ids. Not thread-safe.</summary>
internal sealed class RegistryStore
{
    private const string Backward = "BACKWARD";

    private readonly SortedDictionary<string, List<RegisteredVersion>> _subjects = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _levels = new(StringComparer.Ordinal);
    private readonly List<string> _schemas = [];

    public IReadOnlyList<string> Subjects => [.. _subjects.Keys];

    public string Level(string subject) =>
        _levels.GetValueOrDefault(subject) ?? _levels.GetValueOrDefault("") ?? Backward;

    public void SetLevel(string subject, string level) => _levels[subject] = level is Backward or "NONE"
        ? level
        : throw new RegistryErrorException(422, 42203, $"Invalid compatibility level {level}: this registry knows {Backward} and NONE");

    public List<RegisteredVersion> Find(string subject) =>
        _subjects.GetValueOrDefault(subject) ?? throw new RegistryErrorException(404, 40401, $"Subject '{subject}' not found.");

    public RegisteredVersion Find(string subject, Schema schema) => Find(subject).Find(v => v.Schema == schema.ToString())
        ?? throw new RegistryErrorException(404, 40403, "Schema not found");

    public RegisteredVersion Find(string subject, string version) =>
        (version == "latest" ? Find(subject)[^1] : Find(subject).Find(v => $"{v.Version}" == version))
        ?? throw new RegistryErrorException(404, 40402, $"Version {version} not found.");

    public string Schema(int id) =>
        id > 0 && id <= _schemas.Count ? _schemas[id - 1] : throw new RegistryErrorException(404, 40403, $"Schema {id} not found");

    public RegisteredVersion Register(string subject, Schema schema)
    {
        var text = schema.ToString();
        var versions = _subjects.GetValueOrDefault(subject) ?? [];
        if (versions.Find(v => v.Schema == text) is { } known)
            return known;
        if (Incompatibility(subject, schema) is { } reason)
        {
            throw new RegistryErrorException(
                409, 409, $"Schema being registered is incompatible with an earlier schema for subject \"{subject}\": {reason}");
        }

        if (!_schemas.Contains(text))
            _schemas.Add(text);
        var version = new RegisteredVersion(subject, _schemas.IndexOf(text) + 1, versions.Count + 1, text);
        versions.Add(version);
        _subjects[subject] = versions;
        return version;
    }

    /// <summary>Why a reader with the schema cannot read messages of the newest version; null if it can.</summary>
    public string? Incompatibility(string subject, Schema reader)
    {
        if (Level(subject) != Backward || _subjects.GetValueOrDefault(subject) is not [.., var newest])
            return null;
        var writer = Avro.Schema.Parse(newest.Schema);
        if (reader.CanRead(writer))
            return null;
        var missing = reader is RecordSchema wanted && writer is RecordSchema written
            ? wanted.Fields.Find(f => f.DefaultValue is null && !written.Contains(f.Name))
            : null;
        return missing is null
            ? $"a type differs from that of version {newest.Version}"
            : $"the field '{missing.Name}' has no default value and is missing in version {newest.Version}";
    }
}

/// <summary>A version of a subject.</summary>
internal sealed record RegisteredVersion(string Subject, int Id, int Version, string Schema);

/// <summary>An answer that is an error.</summary>
internal sealed class RegistryErrorException(int status, int code, string message) : Exception(message)
{
    public int Status => status;

    public int Code => code;
}
