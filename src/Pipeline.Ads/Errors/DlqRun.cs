namespace Pipeline.Ads.Errors;

/// <summary>
/// Counts the rows of ad_events_error by reason, and hands those that failed because of a server to ad_events_retry, once each. The
/// records stay where they are.
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
        using var topic = new BrokenRowTopic(brokers, BrokenRowTopic.Errors);
        using var producer = new BrokenRowProducer(brokers, AcknowledgeTimeout);
        var bookmarks = topic.Bookmarks();
        var retried = 0;
        foreach (var chunk in topic.Read(fromBookmark: false, stop).Chunk(ChunkSize))
        {
            var waiting = new List<BrokenRow>();
            foreach (var message in chunk)
            {
                var row = BrokenRow.Parse(message.Message.Value);
                _count.Add(row);
                if (row is not null && IsNew(message.TopicPartitionOffset) && RetryRules.CanRetry(row))
                    waiting.Add(row with { RetryCount = row.RetryCount + 1 });
            }

            var sent = await Task.WhenAll(waiting.Select(r => producer.SendAsync(BrokenRowTopic.Retries, r)));
            if (Array.Find(sent, static f => f is not null) is { } failure)
            {
                await output.WriteLineAsync($"ad_events_retry does not acknowledge ({failure}). Run the command again.");
                return 1;
            }

            retried += waiting.Count;
            topic.Commit(chunk.Select(static m => m.TopicPartitionOffset).Where(IsNew));
        }

        await ReportAsync(retried);
        return 0;

        bool IsNew(TopicPartitionOffset place) => place.Offset.Value >= bookmarks.GetValueOrDefault(place.Partition.Value);
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
