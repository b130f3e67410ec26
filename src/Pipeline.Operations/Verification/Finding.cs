namespace Pipeline.Operations.Verification;

/// <summary>Kinds of findings. Each one violates exactly-once effects.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FindingKind>))]
public enum FindingKind
{
    /// <summary>A committed event is missing everywhere, or was consumed without effect.</summary>
    [JsonStringEnumMemberName("lost")] Lost,

    /// <summary>More effects than events.</summary>
    [JsonStringEnumMemberName("duplicated")] Duplicated,

    /// <summary>An effect without an event.</summary>
    [JsonStringEnumMemberName("phantom")] Phantom,

    /// <summary>Versions of a key in the wrong order, or in two partitions.</summary>
    [JsonStringEnumMemberName("order_broken")] OrderBroken,

    /// <summary>Offsets that were neither applied nor duplicate nor dead-lettered.</summary>
    [JsonStringEnumMemberName("gap")] Gap,

    /// <summary>Events still in flight after the wait timeout.</summary>
    [JsonStringEnumMemberName("in_flight")] InFlight,

    /// <summary>A valid event was dead-lettered, or a refused message was not stored as a dead letter.</summary>
    [JsonStringEnumMemberName("dead_letter_wrong")] DeadLetterWrong,

    /// <summary>A projection differs from the rows that took effect.</summary>
    [JsonStringEnumMemberName("totals")] Totals,

    /// <summary>Fewer labelled messages in the log than the writers counted.</summary>
    [JsonStringEnumMemberName("dirt")] Dirt,
}

/// <summary>One finding of a verification.</summary>
/// <param name="Kind">Kind.</param>
/// <param name="Stream">Name of the stream; null if the finding concerns all streams.</param>
/// <param name="Text">Description.</param>
/// <param name="Count">Number of occurrences.</param>
/// <param name="Ids">The first 20 occurrences: event ids, or log positions as partition@offset.</param>
public sealed record Finding(FindingKind Kind, string? Stream, string Text, long Count, IReadOnlyList<string> Ids)
{
    /// <summary>The finding as one line.</summary>
    public override string ToString() =>
        $"{JsonNames.Of(Kind)}{(Stream is null ? "" : $" ({Stream})")}: {Text}, {Count:N0} in all" +
        $"{(Ids.Count == 0 ? "" : $": {string.Join(", ", Ids)}{(Ids.Count < Count ? ", ..." : "")}")}";
}
