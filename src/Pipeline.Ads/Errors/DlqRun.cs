namespace Pipeline.Ads.Errors;

/// <summary>
/// Counts the rows of ad_events_error by reason, and hands those that failed because of a server to ad_events_retry, unless they are
/// waiting there. The records stay in ad_events_error, so a row that expired in ad_events_retry is handed over again.
/// </summary>
/// <param name="brokers">The cluster.</param>
/// <param name="output">Standard output.</param>
internal sealed class DlqRun(KafkaConnection brokers, TextWriter output)
{
    private const int ChunkSize = 1_000;

    private static readonly TimeSpan AcknowledgeTimeout = TimeSpan.FromSeconds(30);

    private readonly BrokenRowCount _count = new(brokers);

    /// <summary>Runs once.</summary>
    /// <returns>Exit code: 1 if a row could not be handed over.</returns>
    /// <exception cref="StartupRefusedException">No broker answers.</exception>
    public async Task<int> RunAsync(CancellationToken stop)
    {
        var waiting = Waiting(stop);
        var retried = 0;
        using var producer = new BrokenRowProducer(brokers, AcknowledgeTimeout);
        foreach (var chunk in _count.Read(stop).Retriable.Where(r => !waiting.Contains(r.Key)).Chunk(ChunkSize))
        {
            var sent = await Task.WhenAll(chunk.Select(
                r => producer.SendAsync(BrokenRowTopic.Retries, r with { RetryCount = r.RetryCount + 1 })));
            if (Array.Find(sent, static f => f is not null) is { } failure)
            {
                await output.WriteLineAsync($"ad_events_retry does not acknowledge ({failure}). Run the command again.");
                return 1;
            }

            retried += chunk.Length;
        }

        await ReportAsync(retried);
        return 0;
    }

    /// <summary>Keys of the rows that `retry` has not read. Read first, so that a row that it takes meanwhile is not sent twice.</summary>
    private HashSet<string> Waiting(CancellationToken stop)
    {
        using var retries = new BrokenRowTopic(brokers, BrokenRowTopic.Retries);
        return
        [
            .. retries.Read(fromCommitted: true, stop).Select(static m => BrokenRow.Parse(m.Message.Value)?.Key).OfType<string>(),
        ];
    }

    private async Task ReportAsync(int retried)
    {
        foreach (var (reason, rows) in _count.Reasons)
        {
            var first = _count.First(reason);
            await output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture, $"{reason,-24}{rows,10:N0}   first: line {first.LineNumber:N0} of {first.Source}"));
        }

        if (_count.Unreadable > 0)
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{"not a broken row",-24}{_count.Unreadable,10:N0}"));
        await output.WriteLineAsync(
            $"dlq: broken={_count.Broken} retried={retried} recovered={_count.Recovered} given_up={_count.GivenUp}");
    }
}
