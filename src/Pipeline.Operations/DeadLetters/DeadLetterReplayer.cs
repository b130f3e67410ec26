namespace Pipeline.Operations.DeadLetters;

/// <summary>
/// Sends waiting dead letters to their source partitions, in order of topic, partition and offset. Records each one after Kafka's
/// acknowledgement. After a crash in between, the next call sends some again; consumers drop them as duplicates by event id.
/// </summary>
public sealed class DeadLetterReplayer(KafkaOptions kafka, NpgsqlDataSource database) : IDisposable
{
    /// <summary>Dead letters per batch: limits the memory, and how many a crash sends twice.</summary>
    private const int MaxBatchSize = 500;
    private const long MaxBatchBytes = 8 * 1024 * 1024;

    private readonly ReplayTable _replays = new(database);
    private readonly DeadLetterReader _reader = new(kafka, database);
    private readonly ReplayProducer _producer = new(kafka.Connection);

    /// <summary>Sends the selected dead letters. A cancellation takes effect after the current batch is sent and recorded.</summary>
    /// <exception cref="Confluent.Kafka.KafkaException">The dead letters cannot be read.</exception>
    public async Task<ReplaySummary> RunAsync(ReplayOptions options, CancellationToken cancellationToken)
    {
        if (!options.DryRun)
            await _replays.RemoveReplayedAsync(cancellationToken);
        var summary = new ReplaySummary();
        foreach (var stream in kafka.Topics.Streams.All)
        {
            // Select all of a stream before sending the first, so that dead letters that return wait for the next call.
            var chosen = await ChooseAsync(stream, options, summary, cancellationToken);
            if (options.DryRun)
                continue;
            // Partitions that did not acknowledge. Waiting for each of their dead letters could take hours.
            var failed = new HashSet<int>();
            foreach (var batch in Batches(chosen))
            {
                if (cancellationToken.IsCancellationRequested)
                    return summary;
                await SendAsync(stream, batch.FindAll(c => !failed.Contains(c.Source.Partition)), failed, summary);
            }
        }

        return summary;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _producer.Dispose();
        _reader.Dispose();
    }

    private async Task<List<Chosen>> ChooseAsync(
        StreamDefinition stream, ReplayOptions options, ReplaySummary summary, CancellationToken cancellationToken)
    {
        var chosen = new List<Chosen>();
        await foreach (var waiting in _reader.ReadAsync(stream, cancellationToken))
        {
            var deadLetter = waiting.DeadLetter;
            if ((options.Stream is { } only && only != stream) || (options.Reason is { } reason && deadLetter.Reason != reason))
            {
                summary.Others++;
                continue;
            }

            var count = summary.Of(stream, deadLetter.Reason);
            if (waiting.Replays >= options.MaxReplays && !options.Force)
            {
                count.OverLimit++;
                continue;
            }

            if (!_reader.HasSourcePartition(deadLetter))
            {
                summary.Refuse(count, $"{deadLetter.Source}: the partition does not exist");
                continue;
            }

            count.Chosen++;
            chosen.Add(new(deadLetter.Source, waiting.Place, waiting.Replays + 1, deadLetter.Value?.Length ?? 0));
        }

        chosen.Sort(static (a, b) => (a.Source.Partition, a.Source.Offset).CompareTo((b.Source.Partition, b.Source.Offset)));
        return chosen;
    }

    private static IEnumerable<List<Chosen>> Batches(List<Chosen> chosen)
    {
        var batch = new List<Chosen>();
        var bytes = 0L;
        foreach (var deadLetter in chosen)
        {
            if (batch.Count > 0 && (batch.Count == MaxBatchSize || bytes + deadLetter.Bytes > MaxBatchBytes))
            {
                yield return batch;
                (batch, bytes) = ([], 0);
            }

            batch.Add(deadLetter);
            bytes += deadLetter.Bytes;
        }

        if (batch.Count > 0)
            yield return batch;
    }

    /// <summary>Cannot be cancelled: every message that Kafka has acknowledged must be recorded.</summary>
    private async Task SendAsync(StreamDefinition stream, List<Chosen> batch, HashSet<int> failed, ReplaySummary summary)
    {
        if (batch.Count == 0)
            return;
        var contents = (await _reader.FindAsync(stream, batch.ConvertAll(static c => (c.Source, c.Place)), CancellationToken.None))
            .ToDictionary(static l => l.Source);
        var replays = batch.Where(c => contents.ContainsKey(c.Source))
            .Select(c => new DeadLetterToReplay(contents[c.Source], c.Replays)).ToList();
        summary.Removed += batch.Count - replays.Count;
        var results = await _producer.SendAsync(replays, CancellationToken.None);
        var records = new List<DeadLetterReplay>(replays.Count);
        foreach (var (replay, (offset, error)) in replays.Zip(results))
        {
            var what = error is null ? "" : $"{replay.DeadLetter.Source}: {KafkaFaults.Text(error)}";
            if (error is null)
            {
                records.Add(Record(replay, offset));
            }
            else if (KafkaFaults.Of(error).Action == FaultAction.Stop)
            {
                summary.Refuse(summary.Of(stream, replay.DeadLetter.Reason), what);
            }
            else
            {
                summary.Failure ??= what;
                failed.Add(replay.DeadLetter.Partition.Partition);
            }
        }

        await _replays.RecordAsync(records, CancellationToken.None);
        foreach (var record in records)
            summary.Of(stream, contents[new(record.Topic, record.Partition, record.MessageOffset, record.TopicId)].Reason).Sent++;
    }

    private static DeadLetterReplay Record(DeadLetterToReplay replay, long offset)
    {
        var source = replay.DeadLetter.Source;
        return new()
        {
            Topic = source.Topic,
            TopicId = source.TopicId,
            Partition = source.Partition,
            MessageOffset = source.Offset,
            Replays = replay.Replays,
            NewPartition = source.Partition,
            NewOffset = offset,
        };
    }

    /// <summary>A selected dead letter without its contents. The contents are read again before sending.</summary>
    [System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Auto)]
    private readonly record struct Chosen(MessageSource Source, MessageSource? Place, int Replays, int Bytes);
}
