namespace Pipeline.Operations.Verification;

/// <summary>Verifies one stream: reads its logs and its database snapshot in parallel, then compares them bucket by bucket.</summary>
internal sealed class StreamVerification(KafkaOptions kafka, string folder, DatabaseSnapshot snapshot, LogEnds ends, Findings findings)
{
    /// <summary>Target number of events per bucket. It sets the memory use: some megabytes.</summary>
    private const int BucketSize = 131_072;

    /// <summary>Maximum number of clients that read a stream's logs in parallel. Each buffers up to 16 MB.</summary>
    private const int Readers = 4;

    public async Task<StreamResult> RunAsync(StreamDefinition stream, CancellationToken cancellationToken)
    {
        var deadLetters = await DeadLetterIndex.ReadAsync(kafka, snapshot, stream, cancellationToken);
        var partitions = kafka.StreamPartitions.Where(p => p.Stream == stream).Select(Partition).ToList();
        var buckets = Buckets(partitions.Sum(p => p.Range.To - p.Range.From));
        using var database = new Observations(folder, buckets);
        using var schemas = stream.IsAvro ? new RegistrySchemas(kafka.SchemaRegistry, NullLogger.Instance) : null;
        var decoder = schemas is null ? stream.Decoder : stream.DecoderWith(schemas);
        var logs = partitions.ConvertAll(p => new LogObserver(
            stream, p.Range, p.Progress?.NextOffset ?? p.Range.From, deadLetters, new Observations(folder, buckets), decoder)
        {
            Partitions = partitions.Count,
        });
        try
        {
            var processedEvents = await ReadAsync(stream, logs, deadLetters, database, cancellationToken);
            var isCompacted = logs.Exists(static l => l.Missing > 0) && await ends.IsCompactedAsync(kafka.Topics.Of(stream));
            // Retention can have removed messages while they were read.
            var whole = partitions.ConvertAll(p => !isCompacted && ends.Of(p.Id.TopicName, p.Id.Partition).Low <= p.Range.From
                && (p.Progress is null || p.Range.From == p.Progress.FirstOffset));
            var resetAt = partitions.Max(static p => p.Progress?.ResetAt);
            var deadLetterCheck = new DeadLetterCheck(stream, deadLetters, findings);
            for (var i = 0; i < logs.Count; i++)
                deadLetterCheck.Partition(logs[i], partitions[i].Progress, whole[i]);
            var result = Compare(stream, logs, TruncatedBefore(logs, whole, isCompacted, resetAt), database, buckets);
            var applied = partitions.Sum(p => p.Progress?.Applied ?? 0);
            if (whole.TrueForAll(w => w))
                findings.Add(FindingKind.Duplicated, stream, "more effects than events", Math.Max(0, applied - result.Due), []);
            else if (resetAt is null && await snapshot.HasAllProcessedEventsAsync(cancellationToken))
                CompareWithProcessedEvents(stream, applied, processedEvents);
            return result with
            {
                Dead = deadLetters.Waiting,
                IsWhole = whole.TrueForAll(w => w),
                Unverified = Unverified(stream, partitions, logs),
            };
        }
        finally
        {
            logs.ForEach(l => l.Dispose());
        }
    }

    /// <summary>Reads the partitions and the database in parallel.</summary>
    /// <returns>Number of processed events.</returns>
    private async Task<long> ReadAsync(
        StreamDefinition stream, List<LogObserver> logs, DeadLetterIndex deadLetters, Observations database,
        CancellationToken cancellationToken)
    {
        var topic = kafka.Topics.Of(stream);
        var reading = logs.GroupBy(static log => log.Range.Partition % Readers).Select(share => Task.Run(
            () =>
            {
                var byPartition = share.ToDictionary(static log => log.Range.Partition);
                LogScan.Read(
                    kafka.Connection, topic, byPartition.Values.Select(static log => log.Range), m => byPartition[m.Partition].Add(m),
                    cancellationToken);
            }, cancellationToken)).ToList();
        var processedEvents = await DatabaseObserver.ReadAsync(snapshot, stream, database, cancellationToken);
        // Retention may have removed the message from the log; the dead letter still shows that the event is not lost.
        foreach (var deadLetter in deadLetters.BySource.Values)
        {
            if (deadLetter is { SqlState: not null, EventId: { } id })
                database.Add(id, Observed.DeadLetter);
        }

        await Task.WhenAll(reading);
        return processedEvents;
    }

    /// <summary>Compares the counted effects with processed_events, because retention has removed a part of the log.</summary>
    private void CompareWithProcessedEvents(StreamDefinition stream, long applied, long processedEvents)
    {
        findings.Add(FindingKind.Duplicated, stream, "more effects than processed events", Math.Max(0, applied - processedEvents), []);
        findings.Add(
            FindingKind.Phantom, stream, "processed events that no batch has counted", Math.Max(0, processedEvents - applied), []);
    }

    /// <summary>Progress and log of a partition. The range begins at the first offset that this database consumed.</summary>
    private StreamPartition Partition(PartitionId id)
    {
        var progress = snapshot.Progress.FirstOrDefault(r => r.Group == id.Group && r.Topic == id.TopicName && r.Partition == id.Partition);
        var log = ends.Of(id.TopicName, id.Partition);
        var from = Math.Min(Math.Max(log.Low, progress?.FirstOffset ?? 0), log.High);
        return new(id, progress, log.Low, new(id.Partition, from, log.High));
    }

    private static List<string> Unverified(StreamDefinition stream, List<StreamPartition> partitions, List<LogObserver> logs)
    {
        var notes = new List<string>();
        var begins = partitions.Where(static p => p.Range.From > p.LogStart).Select(static p => $"{p.Id} offset {p.Range.From}").ToList();
        if (begins.Count > 0)
            notes.Add($"{stream}: this database took part from {string.Join(", ", begins)}; earlier messages are not verified");
        if (logs.Sum(static l => l.Unordered) is var others and > 0)
        {
            var offsets = logs.SelectMany(static l => l.UnorderedOffsets.Select(o => $"{l.Range.Partition}@{o}"))
                .Take(LogObserver.MaxOffsets);
            notes.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"{stream}: {others:N0} events have another Kafka key than {stream.PartitionBy.Name} or another partition than " +
                $"their key's, so their order is not verified: ")
                + string.Join(", ", offsets));
        }

        return notes;
    }

    /// <summary>Up to when events that took effect can be missing in the log; null if the log is complete.</summary>
    private static DateTimeOffset? TruncatedBefore(List<LogObserver> logs, List<bool> whole, bool isCompacted, DateTime? resetAt)
    {
        // Compaction removes the older messages of a key, however new they are.
        if (isCompacted)
            return DateTimeOffset.MaxValue;
        // A recreated topic has no event from before the reset.
        if (whole.TrueForAll(static w => w))
            return resetAt;
        // An incomplete log without messages may have lost every event up to now.
        return logs.Where((_, i) => !whole[i])
            .Max(static log => log.Oldest is { } oldest ? new DateTimeOffset(oldest) : DateTimeOffset.MaxValue);
    }

    private StreamResult Compare(
        StreamDefinition stream, List<LogObserver> logs, DateTimeOffset? truncatedBefore, Observations database, int buckets)
    {
        var events = new EventCheck(stream, truncatedBefore, findings);
        var versions = new VersionCheck(stream, truncatedBefore is null, findings);
        for (var bucket = 0; bucket < buckets; bucket++)
        {
            events.CheckBucket(logs.SelectMany(log => log.Observations.Events.Read(bucket)).Concat(database.Events.Read(bucket)));
            versions.CheckBucket(logs.SelectMany(log => log.Observations.Versions.Read(bucket)).Concat(database.Versions.Read(bucket)));
        }

        var dirt = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var (kind, count) in logs.SelectMany(log => log.Dirt))
            dirt[kind] = dirt.GetValueOrDefault(kind) + count;
        return new()
        {
            Messages = logs.Sum(log => log.Messages),
            Due = events.Due,
            Duplicates = events.Duplicates,
            Stale = events.Distinct - versions.Distinct,
            CommittedLater = events.InFlight,
            Dirt = dirt,
        };
    }

    /// <param name="Id">The partition.</param>
    /// <param name="Progress">Its progress; null when the group has none.</param>
    /// <param name="LogStart">First offset of the log.</param>
    /// <param name="Range">The offsets to read.</param>
    private sealed record StreamPartition(PartitionId Id, PartitionProgress? Progress, long LogStart, OffsetRange Range);

    private static int Buckets(long events)
    {
        var buckets = 1;
        while (buckets < 4096 && (long)buckets * BucketSize < events)
            buckets *= 2;
        return buckets;
    }
}

/// <summary>Counts of the verification of one stream.</summary>
internal sealed record StreamResult
{
    /// <summary>Waiting dead letters.</summary>
    public long Dead { get; init; }

    /// <summary>Whether the logs of all partitions are complete.</summary>
    public bool IsWhole { get; init; }

    /// <summary>Messages read.</summary>
    public long Messages { get; init; }

    /// <summary>Events that must have taken effect.</summary>
    public long Due { get; init; }

    /// <summary>Log entries whose event is in the log before.</summary>
    public long Duplicates { get; init; }

    /// <summary>Events whose version is in the log before, under another event id.</summary>
    public long Stale { get; init; }

    /// <summary>Events in flight.</summary>
    public long CommittedLater { get; init; }

    /// <summary>Labelled dirt by kind.</summary>
    public required IReadOnlyDictionary<string, long> Dirt { get; init; }

    /// <summary>What was not verified, and why: one line each.</summary>
    public IReadOnlyList<string> Unverified { get; init; } = [];
}
