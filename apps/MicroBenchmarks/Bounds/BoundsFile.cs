namespace Pipeline.MicroBenchmarks.Bounds;

/// <summary>The recorded bounds. They are committed, so that the diff of a change shows when it allocates more.</summary>
/// <param name="path">The file.</param>
internal sealed class BoundsFile(string path)
{
    private const string About =
        "Managed bytes per event of each benchmark, without tiered compilation. Recorded by: make benchmark-micro CHECK=record";

    private static readonly JsonSerializerOptions Format = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
    };

    /// <summary>Bytes per event, by benchmark.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="JsonException">The file does not have the format of <see cref="Write"/>.</exception>
    public IReadOnlyDictionary<string, double> Read() =>
        JsonSerializer.Deserialize<Content>(File.ReadAllBytes(path), Format)?.BytesPerEvent
            ?? throw new JsonException("The file contains null instead of bounds.");

    /// <summary>
    /// Records bounds for all benchmarks, in whole bytes, by name. Bounds within the tolerance do not change; otherwise allocations outside
    /// the benchmarks would change some of them in every recording.
    /// </summary>
    /// <param name="comparison">The comparison with the current bounds. All benchmarks have run.</param>
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
