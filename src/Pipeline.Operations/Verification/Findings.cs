namespace Pipeline.Operations.Verification;

/// <summary>Collects findings: per kind, stream and text one count and the first ids. Not thread-safe.</summary>
internal sealed class Findings
{
    /// <summary>Maximum number of ids per finding.</summary>
    private const int MaxIds = 20;

    private readonly Dictionary<(FindingKind, string?, string), (long Count, List<string> Ids)> _found = [];

    public IReadOnlyList<Finding> All => [.. _found
        .OrderBy(f => f.Key.Item1)
        .Select(f => new Finding(f.Key.Item1, f.Key.Item2, f.Key.Item3, f.Value.Count, f.Value.Ids))];

    /// <summary>Adds one occurrence.</summary>
    public void Add(FindingKind kind, StreamDefinition? stream, string text, string? id = null) =>
        Add(kind, stream, text, 1, id is null ? [] : [id]);

    /// <summary>Adds <paramref name="count"/> occurrences; 0 adds nothing.</summary>
    public void Add(FindingKind kind, StreamDefinition? stream, string text, long count, IEnumerable<string> ids)
    {
        if (count == 0)
            return;
        var found = _found.GetValueOrDefault((kind, stream?.Name, text), (0, []));
        found.Ids.AddRange(ids.Take(MaxIds - found.Ids.Count));
        _found[(kind, stream?.Name, text)] = (found.Count + count, found.Ids);
    }

    /// <summary>Number of occurrences of a kind.</summary>
    public long Count(FindingKind kind) => _found.Where(f => f.Key.Item1 == kind).Sum(f => f.Value.Count);
}
