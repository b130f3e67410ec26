using System.Text.Json;
using System.Text.Json.Serialization;

namespace Pipeline.Simulation.Dirt;

/// <summary>What dirt was really made: only what Kafka has acknowledged counts.</summary>
public sealed record DirtTruth
{
    /// <summary>RANDOM_SEED of the process that wrote last.</summary>
    public required long Seed { get; init; }

    /// <summary>DIRT of the process that wrote last.</summary>
    public required string Settings { get; init; }

    /// <summary>Events sent, without the extra messages.</summary>
    public required long Events { get; init; }

    /// <summary>Dirty messages by the topic's name in Kafka, and in it by kind.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyDictionary<string, long>> Dirt { get; init; }

    /// <summary>
    /// The truth of all processes that wrote under this path: the file itself, and those with a number in their name (dirt-2.json)
    /// of processes that ran at the same time.
    /// </summary>
    /// <returns>Null when there is no such file.</returns>
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

    /// <summary>One file alone; null when it is not there.</summary>
    internal static DirtTruth? ReadFile(string file)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(file), DirtTruthJson.Default.DirtTruth) ?? throw new JsonException("The file is empty.");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    internal byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, DirtTruthJson.Default.DirtTruth);

    private DirtTruth Plus(DirtTruth other) => this with
    {
        Events = Events + other.Events,
        Dirt = Dirt.Concat(other.Dirt).GroupBy(static topic => topic.Key, static topic => topic.Value, StringComparer.Ordinal).ToDictionary(
            static topic => topic.Key,
            static topic => (IReadOnlyDictionary<string, long>)topic.SelectMany(static kinds => kinds)
                .GroupBy(static kind => kind.Key, static kind => kind.Value, StringComparer.Ordinal)
                .ToDictionary(static kind => kind.Key, static kind => kind.Sum(), StringComparer.Ordinal),
            StringComparer.Ordinal),
    };
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(DirtTruth))]
internal sealed partial class DirtTruthJson : JsonSerializerContext;
