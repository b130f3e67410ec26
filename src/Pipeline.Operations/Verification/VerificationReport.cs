namespace Pipeline.Operations.Verification;

/// <summary>Row count of a stream.</summary>
/// <param name="Stream">Name of the stream.</param>
/// <param name="Rows">Rows in the stream's table.</param>
public sealed record RowCount(string Stream, long Rows);

/// <summary>Result of a verification.</summary>
public sealed record VerificationReport
{
    /// <summary>Whether there are no findings.</summary>
    public bool Ok => Findings.Count == 0;

    /// <summary>Rows of each stream, in the order of the streams. Leaves out domains without rows, messages and progress.</summary>
    public required IReadOnlyList<RowCount> Rows { get; init; }

    /// <summary>Committed events without effect that are neither in flight nor dead-lettered.</summary>
    public required long Lost { get; init; }

    /// <summary>Effects that happened more than once.</summary>
    public required long Duplicated { get; init; }

    /// <summary>Waiting dead letters: not replayed.</summary>
    public required long Dead { get; init; }

    /// <summary>Messages read from the topics.</summary>
    public long Messages { get; init; }

    /// <summary>Log entries whose event also occurs earlier in the log. Not a finding: they have no second effect.</summary>
    public long DuplicatedLogEntries { get; init; }

    /// <summary>Events whose version also occurs earlier in the log, under another event id. Not a finding: they have no effect.</summary>
    public long Stale { get; init; }

    /// <summary>Events in flight that were committed after the verification began. Not a finding.</summary>
    public long CommittedLater { get; init; }

    /// <summary>Labelled dirt by kind.</summary>
    public IReadOnlyDictionary<string, DirtCount> Dirt { get; init; } = new Dictionary<string, DirtCount>(StringComparer.Ordinal);

    /// <summary>Duration of the comparison, seconds.</summary>
    public double Seconds { get; init; }

    /// <summary>All findings; empty if everything is correct.</summary>
    public required IReadOnlyList<Finding> Findings { get; init; }

    /// <summary>What was not verified, and why: one line each.</summary>
    public IReadOnlyList<string> Unverified { get; init; } = [];

    /// <summary>Why the report could not be written to VERIFY_RESULT; null if it was, or if VERIFY_RESULT is not set.</summary>
    [JsonIgnore]
    public string? SaveFailure { get; init; }

    /// <summary>The result as one line for programs. Its keys do not change.</summary>
    [JsonIgnore]
    public string Line => string.Create(
        CultureInfo.InvariantCulture,
        $"verify: {(Ok ? "ok" : "FAILED")} {string.Join(' ', Rows.Select(static r => $"{r.Stream}={r.Rows}"))} " +
        $"lost={Lost} duplicated={Duplicated} dead={Dead}");

    /// <summary>Additional information, one line each.</summary>
    public IEnumerable<string> Notes()
    {
        if (Messages > 0)
            yield return string.Create(CultureInfo.InvariantCulture, $"read {Messages:N0} messages in {Seconds:0.0} s");
        if (DuplicatedLogEntries > 0)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture, $"duplicated log entries: {DuplicatedLogEntries:N0}, without a second effect");
        }

        if (Stale > 0)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture, $"stale: {Stale:N0} events with a version that was in the log before, without effect");
        }

        if (CommittedLater > 0)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture, $"committed later: {CommittedLater:N0} events committed since the verification began");
        }

        if (Dirt.Count > 0)
            yield return $"labelled dirt in the logs: {string.Join(", ", Dirt.Select(Note))}";
        foreach (var note in Unverified)
            yield return note;
        if (SaveFailure is not null)
            yield return SaveFailure;
    }

    private static string Note(KeyValuePair<string, DirtCount> dirt) => string.Create(
        CultureInfo.InvariantCulture, $"{dirt.Key} {dirt.Value.Found:N0}{(dirt.Value.Made is { } made ? $" of {made:N0} made" : "")}");

    /// <summary>The whole report as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, JsonNames.Default.VerificationReport);
}
