namespace Pipeline.Ads.Exploring;

/// <summary>What <c>eda</c> has counted: the content of data_stats.json.</summary>
internal sealed record DataStatistics
{
    /// <summary>The file.</summary>
    public required string File { get; init; }

    /// <summary>Bytes of the file on disk; null for a pipe.</summary>
    public required long? FileBytes { get; init; }

    /// <summary>Whether the whole file was read.</summary>
    public required bool Complete { get; init; }

    /// <summary>Lines after the header: accepted and refused rows.</summary>
    public required long Rows { get; init; }

    /// <summary>Rows that all other figures are of.</summary>
    public required long Accepted { get; init; }

    /// <summary>Rows that are not accepted, by reason.</summary>
    public required IReadOnlyDictionary<string, long> Refused { get; init; }

    /// <summary>The first refused rows.</summary>
    public required IReadOnlyList<RefusedExample> RefusedExamples { get; init; }

    /// <summary>Clicks of all accepted rows.</summary>
    public required long Clicks { get; init; }

    /// <summary>Clicks per accepted row; null without rows.</summary>
    public required double? Ctr { get; init; }

    /// <summary>Click-through rates by hour, in order of time.</summary>
    public required IReadOnlyList<CategoryRate> Hours { get; init; }

    /// <summary>Click-through rates by hour of the day in UTC.</summary>
    public required IReadOnlyList<CategoryRate> HoursOfDay { get; init; }

    /// <summary>Click-through rates by banner position.</summary>
    public required IReadOnlyList<CategoryRate> BannerPositions { get; init; }

    /// <summary>Click-through rates by device type.</summary>
    public required IReadOnlyList<CategoryRate> DeviceTypes { get; init; }

    /// <summary>Ids that occur more than once.</summary>
    public required DuplicateStatistics Duplicates { get; init; }

    /// <summary>The columns, in the order of the data set.</summary>
    public required IReadOnlyList<ColumnStatistics> Columns { get; init; }
}

/// <summary>A refused row.</summary>
/// <param name="Line">Its line in the file; the header has 1.</param>
/// <param name="Reason">Why it is refused.</param>
/// <param name="Text">The beginning of its line.</param>
internal sealed record RefusedExample(long Line, string Reason, string Text);

/// <summary>Rows and clicks of a value.</summary>
/// <param name="Value">The value.</param>
/// <param name="Rows">Its accepted rows.</param>
/// <param name="Clicks">Their clicks; null if the rows are estimated.</param>
/// <param name="Ctr">Clicks per row; null if the rows are estimated.</param>
internal sealed record CategoryRate(string Value, long Rows, long? Clicks, double? Ctr);

/// <summary>Ids that occur more than once.</summary>
/// <param name="Ids">Number of these ids.</param>
/// <param name="ExtraRows">Rows beyond the first of their id.</param>
/// <param name="Estimated">Whether the numbers are estimated from a sample of the ids.</param>
/// <param name="StandardError">Standard error of the number of ids; 0 if it is exact.</param>
internal sealed record DuplicateStatistics(long Ids, long ExtraRows, bool Estimated, double StandardError);

/// <summary>Statistics of a column.</summary>
/// <param name="Name">The column.</param>
/// <param name="Kind">What its fields are: id, click, hour, number, text.</param>
/// <param name="Missing">Accepted rows without a value.</param>
/// <param name="Distinct">Number of different values.</param>
/// <param name="DistinctEstimated">Whether this number is estimated.</param>
/// <param name="DistinctError">Its standard error; 0 if it is exact.</param>
/// <param name="Min">The smallest number; null for texts and without values.</param>
/// <param name="Max">The largest number; null for texts and without values.</param>
/// <param name="Top">The most frequent values.</param>
/// <param name="TopError">How much the rows of these values can be too low; 0 if they are exact.</param>
internal sealed record ColumnStatistics(
    string Name, string Kind, long Missing, long Distinct, bool DistinctEstimated, double DistinctError, int? Min, int? Max,
    IReadOnlyList<CategoryRate> Top, long TopError);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(DataStatistics))]
internal sealed partial class DataStatisticsJson : JsonSerializerContext
{
    /// <summary>The statistics as data_stats.json.</summary>
    public static byte[] Write(DataStatistics statistics) => JsonSerializer.SerializeToUtf8Bytes(statistics, Default.DataStatistics);
}
