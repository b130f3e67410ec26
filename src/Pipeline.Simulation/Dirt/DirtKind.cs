namespace Pipeline.Simulation.Dirt;

/// <summary>The kinds of dirt: faults that the simulation injects on purpose.</summary>
public enum DirtKind
{
    /// <summary>The same event again, at a later offset, sometimes in another partition.</summary>
    Duplicate,

    /// <summary>Sent some time after the other events of its list.</summary>
    Late,

    /// <summary>Moved after a later event, of the same key if there is one.</summary>
    OutOfOrder,

    /// <summary>A previously sent event with its old version and a new event id.</summary>
    Stale,

    /// <summary>A message that the parser refuses.</summary>
    Poison,
}

/// <summary>Names of the kinds.</summary>
public static class DirtKinds
{
    /// <summary>All kinds.</summary>
    public static IReadOnlyList<DirtKind> All { get; } = Enum.GetValues<DirtKind>();

    /// <summary>The name in the setting DIRT, the header dirt and the truth file.</summary>
    public static string Name(this DirtKind kind) => JsonNamingPolicy.SnakeCaseLower.ConvertName(kind.ToString());
}
