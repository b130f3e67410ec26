using System.Text.Json;
using System.Text.Json.Serialization;

namespace Pipeline.MicroBenchmarks.Bounds;

/// <summary>The recorded bounds, committed beside the benchmarks: a change that allocates more shows its price in its diff.</summary>
/// <param name="path">The file.</param>
internal sealed class BoundsFile(string path)
{
    private const string About =
        "Managed bytes an event of each benchmark, without tiered compilation. Recorded by: make benchmark-micro CHECK=record";

    private static readonly JsonSerializerOptions Format = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
    };

    /// <summary>Bytes an event, by benchmark.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="JsonException">It is not what <see cref="Write"/> writes.</exception>
    public IReadOnlyDictionary<string, double> Read() =>
        JsonSerializer.Deserialize<Content>(File.ReadAllBytes(path), Format)?.BytesPerEvent ?? throw new JsonException("The file holds null.");

    /// <summary>
    /// Records bounds for all benchmarks, in whole bytes and by name. A bound that is kept stays as it is: what is allocated beside
    /// the benchmarks would otherwise turn a few of them up and down with every recording.
    /// </summary>
    /// <param name="comparison">With the bounds so far. All benchmarks have run.</param>
    public void Write(BoundComparison comparison)
    {
        var bounds = new SortedDictionary<string, double>(StringComparer.Ordinal);
        foreach (var line in comparison.Lines.Where(static line => line.Verdict != Verdict.Orphaned))
        {
            bounds.Add(line.Benchmark, line.Verdict == Verdict.Kept
                ? line.Bound!.Value
                : Math.Round(line.BytesPerEvent!.Value, MidpointRounding.AwayFromZero));
        }

        File.WriteAllText(path, JsonSerializer.Serialize(new Content(About, bounds), Format) + "\n");
    }

    private sealed record Content(string About, IReadOnlyDictionary<string, double> BytesPerEvent);
}
