namespace Pipeline.Ads.Ingest;

/// <summary>What an ingest did, and its statistics block.</summary>
/// <param name="Rows">Rows read, without the header.</param>
/// <param name="Sent">Rows acknowledged in ad_events_raw.</param>
/// <param name="Broken">Rows acknowledged in ad_events_error, by reason.</param>
/// <param name="HandedOver">Those of the broken rows that are sound: Kafka did not acknowledge them in ad_events_raw.</param>
/// <param name="Bytes">Bytes of the rows, uncompressed.</param>
/// <param name="Elapsed">Time from the first row to the last acknowledgement.</param>
/// <param name="ResumedAt">Line after which the run began; null if it began with the first row.</param>
/// <param name="Failure">Why not all rows are in Kafka; null if they are.</param>
internal sealed record IngestResult(
    long Rows, long Sent, IReadOnlyDictionary<string, long> Broken, long HandedOver, long Bytes, TimeSpan Elapsed, long? ResumedAt,
    string? Failure)
{
    /// <summary>Whether every row is in one of the topics.</summary>
    public bool IsComplete => Failure is null && Rows == Sent + Broken.Values.Sum();

    /// <summary>The statistics block, and a last line for programs.</summary>
    public IEnumerable<string> Lines()
    {
        if (ResumedAt is { } line)
            yield return Text($"continued after line {line:N0}");
        var seconds = Math.Max(1e-3, Elapsed.TotalSeconds);
        yield return Text($"rows          {Rows,14:N0}   {Rows / seconds,12:N0} rows/s");
        yield return Text($"acknowledged  {Sent,14:N0}   {Bytes / seconds / 1e6,12:N1} MB/s");
        yield return Text($"broken        {Broken.Values.Sum(),14:N0}");
        foreach (var (reason, count) in Broken.OrderByDescending(static b => b.Value).ThenBy(static b => b.Key, StringComparer.Ordinal))
            yield return Text($"  {reason,-20}{count,6:N0}");
        if (HandedOver > 0)
            yield return Text($"handed over   {HandedOver,14:N0}   of the broken rows: sound, but not acknowledged; run dlq, then retry");
        yield return Text($"time          {seconds,14:N1} s");
        if (Failure is not null)
            yield return Failure;
        yield return Text(
            $"ingest: {(IsComplete ? "ok" : "FAILED")} rows={Rows} sent={Sent} broken={Broken.Values.Sum()} handed_over={HandedOver}");
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
