using Pipeline.Simulation.Dirt;
using Pipeline.Streams.Definitions;

namespace Pipeline.Operations.Verification;

/// <summary>Collects what is not as promised: a number a sort, and the first ids of it. Not thread-safe.</summary>
internal sealed class Findings
{
    /// <summary>Ids named of each sort: enough to look into it, few enough to read.</summary>
    private const int IdsAtMost = 20;

    private readonly Dictionary<(FindingKind, string?, string), (long Count, List<string> Ids)> _found = [];

    public IReadOnlyList<Finding> All => [.. _found
        .OrderBy(f => f.Key.Item1)
        .Select(f => new Finding(f.Key.Item1, f.Key.Item2, f.Key.Item3, f.Value.Count, f.Value.Ids))];

    /// <summary>One more of the sort.</summary>
    public void Add(FindingKind kind, StreamDefinition? stream, string text, string? id = null) => Add(kind, stream, text, 1, id is null ? [] : [id]);

    /// <summary>Some more of the sort; none adds nothing.</summary>
    public void Add(FindingKind kind, StreamDefinition? stream, string text, long count, IEnumerable<string> ids)
    {
        if (count == 0)
            return;
        var found = _found.GetValueOrDefault((kind, stream?.Name, text), (0, []));
        found.Ids.AddRange(ids.Take(IdsAtMost - found.Ids.Count));
        _found[(kind, stream?.Name, text)] = (found.Count + count, found.Ids);
    }

    /// <summary>How many of a kind.</summary>
    public long Count(FindingKind kind) => _found.Where(f => f.Key.Item1 == kind).Sum(f => f.Value.Count);
}
