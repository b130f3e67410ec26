namespace Pipeline.Streams.Definitions;

/// <summary>The streams of one or more domains: assemblies with records that have <see cref="StreamAttribute"/>.</summary>
public sealed class StreamRegistry
{
    private static readonly ConcurrentDictionary<Assembly, Lazy<StreamRegistry>> Domains = new();

    private readonly Dictionary<Type, StreamDefinition> _byRecord;
    private readonly Dictionary<string, StreamDefinition> _byName;

    private StreamRegistry(IReadOnlyList<StreamDefinition> all)
    {
        All = all;
        _byRecord = all.ToDictionary(static s => s.RecordType);
        _byName = all.ToDictionary(static s => s.Name, StringComparer.Ordinal);
    }

    /// <summary>The streams, by assembly and <see cref="StreamAttribute.Position"/>.</summary>
    public IReadOnlyList<StreamDefinition> All { get; }

    /// <summary>The names of the streams for messages: <c>a, b or c</c>.</summary>
    public string Names => All.Count == 1 ? All[0].Name : $"{string.Join(", ", All.SkipLast(1))} or {All[^1]}";

    /// <summary>The streams of the assemblies. Definitions are created once per process.</summary>
    /// <exception cref="InvalidOperationException">The attributes of a record are invalid, or two streams have the same name.</exception>
    public static StreamRegistry Of(params IReadOnlyList<Assembly> domains)
    {
        return domains is [var only]
            ? Domains.GetOrAdd(only, static a => new(() => Read(a))).Value
            : Join(domains.Select(static d => Of(d)));
    }

    /// <summary>The streams of several registries.</summary>
    /// <exception cref="InvalidOperationException">Two streams have the same name.</exception>
    public static StreamRegistry Join(IEnumerable<StreamRegistry> registries)
    {
        var all = registries.SelectMany(static r => r.All).ToList();
        if (all.GroupBy(static s => s.Name).FirstOrDefault(static g => g.Count() > 1) is { } twice)
            throw new InvalidOperationException($"Two streams have the name {twice.Key}.");
        return new(all);
    }

    /// <summary>The streams of each domain that has a used stream. If there is none, the streams of the first domain.</summary>
    public static IReadOnlyList<StreamDefinition> InUse(
        IReadOnlyList<StreamDefinition> streams, Func<StreamDefinition, bool> isUsed)
    {
        var used = streams.Any(isUsed) ? streams.Where(isUsed) : streams.Take(1);
        var domains = used.Select(static s => s.Domain).ToHashSet();
        return [.. streams.Where(s => domains.Contains(s.Domain))];
    }

    /// <summary>The stream of a record.</summary>
    /// <exception cref="InvalidOperationException">The record is not a registered stream.</exception>
    public StreamDefinition Of(Type record) =>
        Find(record) ?? throw new InvalidOperationException($"{record.Name} is not a registered stream.");

    /// <summary>The stream of a record; null if the record is not a registered stream.</summary>
    public StreamDefinition? Find(Type record) => _byRecord.GetValueOrDefault(record);

    /// <summary>The stream with a name; null if there is none.</summary>
    public StreamDefinition? Find(string name) => _byName.GetValueOrDefault(name);

    private static StreamRegistry Read(Assembly domain)
    {
        var types = domain.GetTypes();
        var streams = types.Where(static t => t.IsDefined(typeof(StreamAttribute)))
            .OrderBy(static t => t.GetCustomAttribute<StreamAttribute>()!.Position).ThenBy(static t => t.Name, StringComparer.Ordinal)
            .Select(static t => (StreamDefinition)Activator.CreateInstance(
                typeof(StreamDefinition<>).MakeGenericType(t), BindingFlags.Instance | BindingFlags.NonPublic, null, null, null)!)
            .ToList();
        foreach (var stream in streams)
            stream.Complete(streams, types.Where(t => t.GetCustomAttribute<ProjectionAttribute>()?.Stream == stream.RecordType));
        return new(streams);
    }
}
