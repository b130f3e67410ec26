using Pipeline.Ads.Rows;

namespace Pipeline.Ads.Ingest;

/// <summary>
/// Sends accepted rows that Kafka did not acknowledge to ad_events_error, where `dlq` and `retry` find them. Without this, one partition
/// without a leader would stop the whole file. Reads the file again, because the client keeps no lines.
/// </summary>
/// <param name="options">The file.</param>
/// <param name="sender">Has sent the rows, and has all delivery reports.</param>
internal sealed class FailedRows(IngestOptions options, RowSender sender)
{
    /// <summary>Number of rows per fault.</summary>
    public Dictionary<string, long> Counts { get; } = new(StringComparer.Ordinal);

    /// <summary>Sends them.</summary>
    /// <param name="from">A checkpoint before the first failed row.</param>
    /// <param name="number">Number of the first row after that checkpoint, among the accepted rows that were sent.</param>
    /// <param name="timeout">How long Kafka may take to acknowledge them.</param>
    /// <param name="afterStop">The same after Ctrl+C.</param>
    /// <param name="stop">Ctrl+C.</param>
    /// <returns>Whether all are acknowledged in ad_events_error.</returns>
    public async Task<bool> HandOverAsync(IngestState from, long number, TimeSpan timeout, TimeSpan afterStop, CancellationToken stop)
    {
        try
        {
            await SendAsync(from, number, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return false;
        }

        sender.Flush(timeout, afterStop, stop);
        return sender.HasAllBroken;
    }

    private async Task SendAsync(IngestState from, long number, CancellationToken stop)
    {
        using var reader = RowReader.Open(options.File);
        if (from.Offset > 0)
            reader.Continue(from.Offset, from.Line);
        sender.BeginPage();
        await foreach (var page in reader.ReadAsync(stop))
        {
            for (var row = 0; row < page.Count; row++)
            {
                if (!sender.Failures.TryGetValue(number++, out var fault))
                    continue;
                sender.SendFailed(page, row, fault, stop);
                Counts[fault] = Counts.GetValueOrDefault(fault) + 1;
            }

            if (number >= sender.Sent)
                break;
        }
    }
}
