namespace Pipeline.Operations.Verification;

/// <summary>
/// Compares the labelled dirt in the logs with the counts of the writers that made it. A writer counts after Kafka's acknowledgement,
/// so the logs must have at least the counted dirt. They have more if a writer was killed before it counted.
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
            // Without readable counts there is nothing to compare; the found dirt is still shown.
        }
    }

    /// <summary>
    /// Compares the streams whose logs are complete. Without any dirt in the logs, the counts belong to another cluster and are ignored.
    /// </summary>
    public IReadOnlyDictionary<string, DirtCount> Compare(
        IReadOnlyDictionary<StreamDefinition, StreamResult> streams, Findings findings)
    {
        var hasDirt = streams.Values.Any(s => s.Dirt.Count > 0);
        var counts = new SortedDictionary<string, DirtCount>(StringComparer.Ordinal);
        foreach (var (stream, result) in streams)
        {
            var counted = hasDirt ? _truth?.Dirt.GetValueOrDefault(_topics.Of(stream)) : null;
            foreach (var kind in result.Dirt.Keys.Union(counted?.Keys ?? [], StringComparer.Ordinal))
            {
                var found = result.Dirt.GetValueOrDefault(kind);
                var made = counted?.GetValueOrDefault(kind);
                var sum = counts.GetValueOrDefault(kind, new(0, null));
                counts[kind] = new(sum.Found + found, made is null ? sum.Made : (sum.Made ?? 0) + made);
                if (result.IsWhole && made > found)
                {
                    findings.Add(
                        FindingKind.Dirt, stream, $"{kind}: {made:N0} were made, {found:N0} are in the log", made.Value - found, []);
                }
            }
        }

        return counts;
    }
}

/// <summary>Counts of one kind of labelled dirt.</summary>
/// <param name="Found">Messages in the logs with the label.</param>
/// <param name="Made">Messages that the writers counted (DIRT_TRUTH); null without counts.</param>
public sealed record DirtCount(long Found, long? Made);
