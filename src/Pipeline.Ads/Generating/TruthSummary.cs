using Pipeline.Ads.Rows;

namespace Pipeline.Ads.Generating;

/// <summary>The summary of a generated file: the last line of its truth file. Without dirt, all rows are good.</summary>
internal sealed record TruthSummary
{
    /// <summary>Lines after the header: good, duplicates, broken.</summary>
    public long Rows { get; set; }

    /// <summary>Rows with an id of their own.</summary>
    public long Good { get; set; }

    /// <summary>Clicks of the good rows.</summary>
    public long Clicks { get; set; }

    /// <summary>Rows that repeat a good row.</summary>
    public long Duplicates { get; set; }

    /// <summary>Clicks of the duplicates.</summary>
    public long DuplicateClicks { get; set; }

    /// <summary>Rows that must be refused.</summary>
    public long Broken { get; set; }

    /// <summary>Broken rows by the name of their fault.</summary>
    public SortedDictionary<string, long> Reasons { get; init; } = new(StringComparer.Ordinal);

    /// <summary>Adds a dirty row.</summary>
    public void Add(RowDirt dirt, bool isClick)
    {
        Rows++;
        if (dirt.Fault == RowFault.None)
        {
            Duplicates++;
            DuplicateClicks += isClick ? 1 : 0;
            return;
        }

        Broken++;
        Reasons[dirt.Reason] = Reasons.GetValueOrDefault(dirt.Reason) + 1;
    }
}

/// <summary>A dirty row: a line of the truth file.</summary>
/// <param name="Line">Its number in the data file; the header has 1.</param>
/// <param name="Kind">How it was made.</param>
/// <param name="Reason">Why it must be refused, or duplicate.</param>
internal sealed record DirtyRow(long Line, string Kind, string Reason);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(TruthSummary))]
[JsonSerializable(typeof(DirtyRow))]
internal sealed partial class TruthJson : JsonSerializerContext
{
    /// <summary>A line of the truth file.</summary>
    public static byte[] Line(DirtyRow row) => [.. JsonSerializer.SerializeToUtf8Bytes(row, Default.DirtyRow), (byte)'\n'];

    /// <summary>The last line of the truth file.</summary>
    public static byte[] Line(TruthSummary summary) => [.. JsonSerializer.SerializeToUtf8Bytes(summary, Default.TruthSummary), (byte)'\n'];
}
