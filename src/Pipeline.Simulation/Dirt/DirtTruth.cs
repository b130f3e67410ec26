namespace Pipeline.Simulation.Dirt;

/// <summary>The true counts of dirt (deliberate faults). Only messages that Kafka has acknowledged are counted.</summary>
public sealed record DirtTruth
{
    /// <summary>RANDOM_SEED of the process that last wrote the file.</summary>
    public required long Seed { get; init; }

    /// <summary>DIRT of the process that last wrote the file.</summary>
    public required string Settings { get; init; }

    /// <summary>Number of events sent, without extra messages.</summary>
    public required long Events { get; init; }

    /// <summary>Number of dirty messages by topic name in Kafka and kind.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyDictionary<string, long>> Dirt { get; init; }

    /// <summary>
    /// Sums the counts of all processes: those in the file itself and in the numbered files (dirt-2.json) of concurrent processes.
    /// </summary>
    /// <returns>The sums; null if there is no file.</returns>
    /// <exception cref="JsonException">A file is not a truth file.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static DirtTruth? Read(string path)
    {
        DirtTruth? sum = null;
        foreach (var file in TruthPaths.Existing(path))
        {
            if (ReadFile(file) is { } truth)
                sum = sum is null ? truth : sum.Plus(truth);
        }

        return sum;
    }

    /// <summary>Reads one file; null if it does not exist.</summary>
    internal static DirtTruth? ReadFile(string file)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(file), DirtTruthJson.Default.DirtTruth)
                ?? throw new JsonException("The file is empty.");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    internal byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, DirtTruthJson.Default.DirtTruth);

    /// <summary>Adds the counts of another file. Keeps the seed and settings of this one.</summary>
    internal DirtTruth Plus(DirtTruth other) =>
        Plus(other.Events, other.Dirt.SelectMany(static topic => topic.Value.Select(kind => (topic.Key, kind.Key, kind.Value))));

    /// <summary>Adds events and counts of dirt by topic and kind.</summary>
    internal DirtTruth Plus(long events, IEnumerable<(string Topic, string Kind, long Count)> dirt)
    {
        var sums = Dirt.ToDictionary(
            static t => t.Key, static t => new Dictionary<string, long>(t.Value, StringComparer.Ordinal), StringComparer.Ordinal);
        foreach (var (topic, kind, count) in dirt)
        {
            if (!sums.TryGetValue(topic, out var kinds))
                sums[topic] = kinds = new(StringComparer.Ordinal);
            kinds[kind] = kinds.GetValueOrDefault(kind) + count;
        }

        return this with
        {
            Events = Events + events,
            Dirt = sums.ToDictionary(static t => t.Key, static t => (IReadOnlyDictionary<string, long>)t.Value, StringComparer.Ordinal),
        };
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(DirtTruth))]
internal sealed partial class DirtTruthJson : JsonSerializerContext;
