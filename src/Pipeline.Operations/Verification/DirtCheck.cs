using System.Text.Json;
using Pipeline.Kafka.Topics;
using Pipeline.Simulation.Dirt;
using Pipeline.Streams.Definitions;

namespace Pipeline.Operations.Verification;

/// <summary>
/// Holds the labelled dirt in the logs against the counts of whoever made it. Those grow after Kafka's acknowledgement, so the
/// logs must hold at least what was counted before they were read. More they hold when a maker was killed before it could count.
/// </summary>
internal sealed class DirtCheck
{
    private readonly DirtTruth? _truth;
    private readonly TopicNames _topics;

    public DirtCheck(string path, TopicNames topics)
    {
        _topics = topics;
        try
        {
            _truth = DirtTruth.Read(path);
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            // Whatever it is, it is no truth that could be compared with; what is found is shown all the same.
        }
    }

    /// <summary>Compares, where the logs are whole. Counts of another cluster, nothing of which is here, are left alone.</summary>
    public IReadOnlyDictionary<string, DirtCount> Compare(IReadOnlyDictionary<StreamDefinition, StreamResult> streams, Findings findings)
    {
        var anything = streams.Values.Any(s => s.Dirt.Count > 0);
        var counts = new SortedDictionary<string, DirtCount>(StringComparer.Ordinal);
        foreach (var (stream, result) in streams)
        {
            var made = anything ? _truth?.Dirt.GetValueOrDefault(_topics.Of(stream)) : null;
            foreach (var kind in result.Dirt.Keys.Union(made?.Keys ?? [], StringComparer.Ordinal))
            {
                var found = result.Dirt.GetValueOrDefault(kind);
                var told = made?.GetValueOrDefault(kind);
                var sum = counts.GetValueOrDefault(kind, new(0, null));
                counts[kind] = new(sum.Found + found, told is null ? sum.Made : (sum.Made ?? 0) + told);
                if (result.IsWhole && told > found)
                    findings.Add(FindingKind.Dirt, stream, $"{kind}: {told:N0} were made, {found:N0} are in the log", told.Value - found, []);
            }
        }

        return counts;
    }
}

/// <summary>Labelled dirt of a kind.</summary>
/// <param name="Found">Messages in the logs that carry its label.</param>
/// <param name="Made">Messages that its makers have counted (DIRT_TRUTH); null when they left no counts.</param>
public sealed record DirtCount(long Found, long? Made);
