namespace Pipeline.Logs.Services;

/// <summary>All simulated services, by name.</summary>
public sealed partial class ServiceCatalogue
{
    private readonly Dictionary<string, LogService> _services;

    private ServiceCatalogue(IEnumerable<LogService> services)
    {
        All = [.. services.OrderBy(static s => s.Name, StringComparer.Ordinal)];
        if (All.FirstOrDefault(static s => !Name().IsMatch(s.Name)) is { } wrong)
        {
            throw new InvalidOperationException(
                $"{wrong.GetType()}: the name '{wrong.Name}' is not a lower-case letter and up to 47 of a-z, 0-9, - and _.");
        }

        if (All.CountBy(static s => s.Name).FirstOrDefault(static n => n.Value > 1).Key is { } twice)
            throw new InvalidOperationException($"Two services have the name '{twice}'.");
        _services = All.ToDictionary(static s => s.Name, StringComparer.Ordinal);
    }

    /// <summary>All services, ordered by name.</summary>
    public IReadOnlyList<LogService> All { get; }

    /// <summary>All names, ordered.</summary>
    public IEnumerable<string> Names => All.Select(static s => s.Name);

    /// <summary>Finds the services of this assembly and of others.</summary>
    /// <exception cref="InvalidOperationException">A name is not allowed, or two services have the same one.</exception>
    public static ServiceCatalogue Find(params Assembly[] others) => new(others.Prepend(typeof(LogService).Assembly).Distinct()
        .SelectMany(static a => a.GetTypes())
        .Where(static t => t.IsSubclassOf(typeof(LogService)) && !t.IsAbstract && !t.ContainsGenericParameters
            && t.GetConstructor(Type.EmptyTypes) is not null)
        .Select(static t => (LogService)Activator.CreateInstance(t)!));

    /// <summary>The service of a name; null if there is none.</summary>
    public LogService? Find(string name) => _services.GetValueOrDefault(name);

    [GeneratedRegex(@"^[a-z][a-z0-9_-]{0,47}\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Name();
}
