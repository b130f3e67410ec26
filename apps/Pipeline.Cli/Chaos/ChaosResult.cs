namespace Pipeline.Cli.Chaos;

/// <summary>Result of one fault.</summary>
/// <param name="Fault">Name of the fault.</param>
/// <param name="Target">The affected services, topic or table.</param>
/// <param name="Began">Start of the fault, local time.</param>
/// <param name="DetectedAfter">From the start of the fault until the system showed it; null if it never did.</param>
/// <param name="NoticedBy">What showed the fault.</param>
/// <param name="Lasted">Duration of the fault.</param>
/// <param name="RecoveredAfter">From the end of the fault until the system was at its baseline; null after the timeout.</param>
/// <param name="BacklogPeak">Maximum number of waiting events.</param>
/// <param name="Verification">Last line of the verification.</param>
internal sealed record ChaosResult(
    string Fault, string Target, DateTimeOffset Began, TimeSpan? DetectedAfter, string? NoticedBy, TimeSpan Lasted,
    TimeSpan? RecoveredAfter, long BacklogPeak, string Verification)
{
    public const string CsvHeading =
        "fault,target,began,detected_after_s,noticed_by,lasted_s,recovered_after_s,backlog_peak,verification,seed";

    public bool IsOk => RecoveredAfter is not null && Verification.StartsWith("verify: ok ", StringComparison.Ordinal);

    public string ToCsv(long seed) => string.Join(',', [
        Fault, Quoted(Target), Began.ToString("O", CultureInfo.InvariantCulture), Seconds(DetectedAfter), Quoted(NoticedBy ?? ""),
        Seconds(Lasted), Seconds(RecoveredAfter), BacklogPeak.ToString(CultureInfo.InvariantCulture), Quoted(Verification),
        seed.ToString(CultureInfo.InvariantCulture)]);

    public static string Seconds(TimeSpan? time) => time is { } t ? t.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture) : "";

    private static string Quoted(string text) => $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
