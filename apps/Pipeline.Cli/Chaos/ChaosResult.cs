using System.Globalization;
using Pipeline.Operations.Status;
using Pipeline.Streams.Faults;

namespace Pipeline.Cli.Chaos;

/// <summary>What one fault did.</summary>
/// <param name="Fault">Its name.</param>
/// <param name="Target">What was hit.</param>
/// <param name="Began">When, local time.</param>
/// <param name="DetectedAfter">From its beginning until the system showed it; null when it never did.</param>
/// <param name="NoticedBy">What showed it.</param>
/// <param name="Lasted">How long it lasted.</param>
/// <param name="RecoveredAfter">From its end until everything was as usual; null when it did not become so in time.</param>
/// <param name="BacklogPeak">Most events that waited meanwhile.</param>
/// <param name="Verification">The verification's last line.</param>
internal sealed record ChaosResult(
    string Fault, string Target, DateTimeOffset Began, TimeSpan? DetectedAfter, string? NoticedBy, TimeSpan Lasted, TimeSpan? RecoveredAfter, long BacklogPeak, string Verification)
{
    public const string CsvHeading = "fault,target,began,detected_after_s,noticed_by,lasted_s,recovered_after_s,backlog_peak,verification,seed";

    public bool IsOk => RecoveredAfter is not null && Verification.StartsWith("verify: ok ", StringComparison.Ordinal);

    public string ToCsv(long seed) => string.Join(',', [
        Fault, Quoted(Target), Began.ToString("O", CultureInfo.InvariantCulture), Seconds(DetectedAfter), Quoted(NoticedBy ?? ""), Seconds(Lasted),
        Seconds(RecoveredAfter), BacklogPeak.ToString(CultureInfo.InvariantCulture), Quoted(Verification), seed.ToString(CultureInfo.InvariantCulture)]);

    public static string Seconds(TimeSpan? time) => time is { } t ? t.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture) : "";

    private static string Quoted(string text) => $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
