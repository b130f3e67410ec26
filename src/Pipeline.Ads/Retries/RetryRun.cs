using Pipeline.Ads.Errors;
using Pipeline.Ads.Ingest;
using Pipeline.Ads.Rows;
using Pipeline.Ads.Schema;

namespace Pipeline.Ads.Retries;

/// <summary>
/// Tries the rows of ad_events_retry again: a row that is sent is recorded as recovered, a broken one and one without attempts left goes
/// back to ad_events_error. The committed offset moves only when every row before it is in one of the topics.
/// </summary>
/// <param name="options">The servers.</param>
/// <param name="output">Standard output.</param>
/// <param name="time">Clock.</param>
internal sealed class RetryRun(IngestOptions options, TextWriter output, TimeProvider time)
{
    private const int ChunkSize = 1_000;

    /// <summary>Reason of the message of <c>check</c>.</summary>
    public const string CheckReason = "check";

    /// <summary>Reason of a message that is none of <c>dlq</c>.</summary>
    private const string NotABrokenRow = "not_a_broken_row";

    private static readonly TimeSpan AcknowledgeTimeout = TimeSpan.FromSeconds(30);
    private static readonly int[] FileOrder = [.. Enumerable.Range(0, AdColumns.Count)];

    private readonly RowPage _page = new();
    private readonly byte[] _header = Encoding.UTF8.GetBytes(AdHeader.Text);
    private int _recovered;
    private int _again;
    private int _givenUp;
    private int _broken;

    /// <summary>Runs until the end of the topic.</summary>
    /// <returns>Exit code: 1 if a row was given up, or is in no topic.</returns>
    /// <exception cref="StartupRefusedException">No broker or no registry answers.</exception>
    public async Task<int> RunAsync(CancellationToken stop)
    {
        var writer = new AdEventWriter(await AdSchema.FindAsync(options.Registry, options.Topic));
        using var topic = new BrokenRowTopic(options.Brokers, BrokenRowTopic.Retries);
        using var producer = new BrokenRowProducer(options.Brokers, AcknowledgeTimeout);
        foreach (var chunk in topic.Read(fromCommitted: true, stop).Chunk(ChunkSize))
        {
            var kept = await Task.WhenAll(
                chunk.Select(Row).Where(static r => r.Reason != CheckReason).Select(r => TryAsync(r, writer, producer)));
            if (!Array.TrueForAll(kept, static k => k))
            {
                await output.WriteLineAsync("Kafka does not acknowledge; the rows stay in ad_events_retry. Run the command again.");
                return 1;
            }

            topic.Commit(chunk.Select(static m => m.TopicPartitionOffset));
        }

        await output.WriteLineAsync($"retry: recovered={_recovered} again={_again} given_up={_givenUp} broken={_broken}");
        return _givenUp == 0 ? 0 : 1;
    }

    private BrokenRow Row(ConsumeResult<byte[]?, byte[]?> message) => BrokenRow.Parse(message.Message.Value) ?? BrokenRow.Of(
        $"{message.Topic}/{message.Partition.Value}", message.Offset.Value, message.Message.Value, NotABrokenRow, field: null,
        time.GetUtcNow());

    /// <returns>Whether the row is in a topic: ad_events_raw, ad_events_retry or ad_events_error.</returns>
    private async Task<bool> TryAsync(BrokenRow row, AdEventWriter writer, BrokenRowProducer producer)
    {
        if (!TryEncode(row, writer, out var key, out var value, out var fault))
        {
            Interlocked.Increment(ref _broken);
            return await producer.SendAsync(BrokenRowTopic.Errors, row with { Reason = fault, FailedAt = time.GetUtcNow() }) is null;
        }

        if (await producer.SendAsync(options.Topic, key, value, HeadersOf(row)) is not { } failure)
        {
            Interlocked.Increment(ref _recovered);
            return await producer.SendAsync(BrokenRowTopic.Errors, row with { Reason = RetryRules.Recovered }) is null;
        }

        var failed = row with { Reason = failure, FailedAt = time.GetUtcNow() };
        if (RetryRules.CanRetry(failed))
        {
            Interlocked.Increment(ref _again);
            return await producer.SendAsync(BrokenRowTopic.Retries, failed with { RetryCount = row.RetryCount + 1 }) is null;
        }

        Interlocked.Increment(ref _givenUp);
        return await producer.SendAsync(BrokenRowTopic.Errors, failed) is null;
    }

    private Headers HeadersOf(BrokenRow row)
    {
        var headers = new Headers();
        string[] values = [row.Source, Text(row.LineNumber), Text(time.GetUtcNow().ToUnixTimeMilliseconds())];
        foreach (var (name, value) in RowSender.Headers.Zip(values))
            headers.Add(name, Encoding.UTF8.GetBytes(value));
        return headers;
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private bool TryEncode(BrokenRow row, AdEventWriter writer, out byte[] key, out byte[] value, out string fault)
    {
        (key, value, fault) = ([], [], row.Reason);
        if (row.Reason == NotABrokenRow)
            return false;
        var raw = row.RawBytes();
        if (raw.Length > RowReader.MaxLineBytes || raw.AsSpan().Contains((byte)'\n'))
        {
            fault = RowFault.LineTooLong.Name();
            return false;
        }

        if (OrderOf(row) is not { } order)
        {
            fault = RowFault.FieldCount.Name();
            return false;
        }

        _page.Clear();
        raw.CopyTo(_page.Bytes, 0);
        _page.Bytes[raw.Length] = (byte)'\n';
        _page.Length = raw.Length + 1;
        new RowParser(order, _header, row.LineNumber - 1).Parse(_page, 0);
        if (_page.Count == 0)
        {
            fault = _page.Refused[0].Fault.Name();
            return false;
        }

        key = _page.Text(_page.Column(AdColumns.Id)[0]).ToArray();
        value = writer.Write(_page, 0).ToArray();
        return true;
    }

    /// <returns>For each field of the row, its column; null if the row's header is none.</returns>
    private static int[]? OrderOf(BrokenRow row)
    {
        try
        {
            return row.Header is { } header
                ? AdHeader.Order(row.Source, AdHeader.Names(row.Source, Encoding.UTF8.GetBytes(header)))
                : FileOrder;
        }
        catch (StartupRefusedException)
        {
            return null;
        }
    }
}
