using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Pipeline.Operations.Status;

namespace Pipeline.Operations.Verification;

/// <summary>Rows of a stream.</summary>
/// <param name="Stream">Name of the stream.</param>
/// <param name="Rows">Rows in its table.</param>
public sealed record RowCount(string Stream, long Rows);

/// <summary>What the verification found.</summary>
public sealed record VerificationReport
{
    /// <summary>Whether the promise holds.</summary>
    public bool Ok => Findings.Count == 0;

    /// <summary>Rows of each stream, in the order of the streams.</summary>
    public required IReadOnlyList<RowCount> Rows { get; init; }

    /// <summary>Committed events without effect that wait nowhere.</summary>
    public required long Lost { get; init; }

    /// <summary>Effects that happened more than once.</summary>
    public required long Duplicated { get; init; }

    /// <summary>Dead letters that wait: given up, kept with their reason, and not sent again since.</summary>
    public required long Dead { get; init; }

    /// <summary>Messages read from the three topics.</summary>
    public long Messages { get; init; }

    /// <summary>Entries of the logs whose event was there before. No fault: they take no second effect.</summary>
    public long DuplicatedLogEntries { get; init; }

    /// <summary>Events that brought a version which had been there under another event id. No fault: they take no effect.</summary>
    public long Stale { get; init; }

    /// <summary>Events committed after the verification began, on their way. No fault.</summary>
    public long OnTheirWay { get; init; }

    /// <summary>Labelled dirt by kind.</summary>
    public IReadOnlyDictionary<string, DirtCount> Dirt { get; init; } = new Dictionary<string, DirtCount>(StringComparer.Ordinal);

    /// <summary>How long it took, seconds.</summary>
    public double Seconds { get; init; }

    /// <summary>Whatever is not as promised.</summary>
    public required IReadOnlyList<Finding> Findings { get; init; }

    /// <summary>Why VERIFY_RESULT does not have it; null when it has, or is not set.</summary>
    [JsonIgnore]
    public string? NotKept { get; init; }

    /// <summary>The line for machines: the keys are fixed.</summary>
    [JsonIgnore]
    public string Line => string.Create(
        CultureInfo.InvariantCulture,
        $"verify: {(Ok ? "ok" : "FAILED")} {string.Join(' ', Rows.Select(static r => $"{r.Stream}={r.Rows}"))} lost={Lost} duplicated={Duplicated} dead={Dead}");

    /// <summary>What else there is to say, a line each.</summary>
    public IEnumerable<string> Notes()
    {
        if (Messages > 0)
            yield return string.Create(CultureInfo.InvariantCulture, $"read {Messages:N0} messages in {Seconds:0.0} s");
        if (DuplicatedLogEntries > 0)
            yield return string.Create(CultureInfo.InvariantCulture, $"duplicated log entries: {DuplicatedLogEntries:N0}, without a second effect");
        if (Stale > 0)
            yield return string.Create(CultureInfo.InvariantCulture, $"stale: {Stale:N0} events brought a version that had been there, without effect");
        if (OnTheirWay > 0)
            yield return string.Create(CultureInfo.InvariantCulture, $"on their way: {OnTheirWay:N0} events committed since the verification began");
        if (Dirt.Count > 0)
            yield return $"labelled dirt in the logs: {string.Join(", ", Dirt.Select(Note))}";
        if (NotKept is not null)
            yield return NotKept;
    }

    private static string Note(KeyValuePair<string, DirtCount> dirt) => string.Create(
        CultureInfo.InvariantCulture, $"{dirt.Key} {dirt.Value.Found:N0}{(dirt.Value.Made is { } made ? $" of {made:N0} made" : "")}");

    /// <summary>The whole report as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, JsonNames.Default.VerificationReport);
}
