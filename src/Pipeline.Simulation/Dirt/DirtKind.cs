namespace Pipeline.Simulation.Dirt;

/// <summary>The kinds of dirt that can be mixed into the events.</summary>
public enum DirtKind
{
    /// <summary>The same event once more, at a later offset, sometimes in another partition.</summary>
    Duplicate,

    /// <summary>Sent some time after the events that were handed over with it.</summary>
    Late,

    /// <summary>Moved behind a later event, of the same key where there is one.</summary>
    OutOfOrder,

    /// <summary>An event that was sent before, under a new event id with its old version.</summary>
    Stale,

    /// <summary>A message that is no event of ours.</summary>
    Poison,
}

/// <summary>Names of the kinds.</summary>
public static class DirtKinds
{
    /// <summary>All kinds.</summary>
    public static IReadOnlyList<DirtKind> All { get; } = Enum.GetValues<DirtKind>();

    /// <summary>The name in the setting DIRT, in the header dirt and in the truth file.</summary>
    public static string Name(this DirtKind kind) => kind switch
    {
        DirtKind.Duplicate => "duplicate",
        DirtKind.Late => "late",
        DirtKind.OutOfOrder => "out_of_order",
        DirtKind.Stale => "stale",
        DirtKind.Poison => "poison",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a kind of dirt."),
    };
}
