using System.Text.Json.Serialization;
using Pipeline.Kafka;

namespace Pipeline.Operations.Verification;

/// <summary>What can be wrong. Each of them breaks the promise.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FindingKind>))]
public enum FindingKind
{
    /// <summary>A committed event is nowhere, or the group is past it without its effect.</summary>
    [JsonStringEnumMemberName("lost")] Lost,

    /// <summary>More effects than events.</summary>
    [JsonStringEnumMemberName("duplicated")] Duplicated,

    /// <summary>An effect without an event.</summary>
    [JsonStringEnumMemberName("phantom")] Phantom,

    /// <summary>Versions of a key in the wrong order, or in two partitions.</summary>
    [JsonStringEnumMemberName("order_broken")] OrderBroken,

    /// <summary>Offsets passed over without a word.</summary>
    [JsonStringEnumMemberName("gap")] Gap,

    /// <summary>Still on its way when waitTimeout ended.</summary>
    [JsonStringEnumMemberName("in_flight")] InFlight,

    /// <summary>A good event given up, a poisonous one applied, or a refused one that nobody kept.</summary>
    [JsonStringEnumMemberName("dead_letter_wrong")] DeadLetterWrong,

    /// <summary>order_totals is not the sum over the orders that took effect.</summary>
    [JsonStringEnumMemberName("totals")] Totals,

    /// <summary>Labelled dirt that is not where its maker says.</summary>
    [JsonStringEnumMemberName("dirt")] Dirt,
}

/// <summary>Something that is not as promised.</summary>
/// <param name="Kind">Kind.</param>
/// <param name="Stream">users, products or orders; null when it concerns all.</param>
/// <param name="Text">What it is.</param>
/// <param name="Count">How often.</param>
/// <param name="Ids">The first of them: event ids, or places in the log as partition@offset.</param>
public sealed record Finding(FindingKind Kind, string? Stream, string Text, long Count, IReadOnlyList<string> Ids)
{
    /// <summary>For people.</summary>
    public override string ToString() =>
        $"{JsonNames.Of(Kind)}{(Stream is null ? "" : $" ({Stream})")}: {Text}, {Count:N0} in all{(Ids.Count == 0 ? "" : $": {string.Join(", ", Ids)}{(Ids.Count < Count ? ", ..." : "")}")}";
}
