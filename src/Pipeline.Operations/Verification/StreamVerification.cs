using Pipeline.Kafka;
using Pipeline.Kafka.Topics;
using Pipeline.Kafka.Verification;
using Pipeline.Postgres;
using Pipeline.Postgres.Verification;
using Pipeline.Streams.Definitions;
using Pipeline.Streams.Delivery;

namespace Pipeline.Operations.Verification;

/// <summary>Verifies one stream: reads its logs and its side of the snapshot at once, then compares them bucket by bucket.</summary>
internal sealed class StreamVerification(KafkaOptions kafka, string folder, DatabaseSnapshot snapshot, LogEnds ends, Findings findings)
{
    /// <summary>Events of a bucket aimed at. It decides the memory, some megabytes, whatever the number of events.</summary>
    private const int BucketSize = 131_072;

    public async Task<StreamResult> RunAsync(StreamDefinition stream, CancellationToken cancellationToken)
    {
        var letters = await DeadLetterIndex.ReadAsync(kafka, snapshot, stream, cancellationToken);
        var partitions = kafka.StreamPartitions.Where(p => p.Stream == stream)
            .Select(p => (Id: p, Progress: snapshot.Progress.FirstOrDefault(r => r.Group == p.Group && r.Topic == p.TopicName && r.Partition == p.Partition), Ends: ends.Of(p.TopicName, p.Partition)))
            .ToList();
        var buckets = Buckets(partitions.Sum(p => p.Ends.High - p.Ends.Low));
        using var database = new Observations(folder, buckets);
        var logs = partitions.ConvertAll(p => new LogObserver(
            stream, new(p.Id.Partition, p.Ends.Low, p.Ends.High), p.Progress?.NextOffset ?? p.Ends.Low, letters, new Observations(folder, buckets)));
        try
        {
            var ledger = await ReadAsync(stream, logs, letters, database, cancellationToken);
            var whole = partitions.Zip(logs, (p, log) => (p.Progress is null || p.Ends.Low <= p.Progress.FirstOffset) && log.Missing == 0).ToList();
            var letterCheck = new DeadLetterCheck(stream, letters, findings);
            for (var i = 0; i < logs.Count; i++)
                letterCheck.Partition(logs[i], partitions[i].Progress, whole[i]);
            var result = Compare(stream, logs, whole, database, buckets);
            var applied = partitions.Sum(p => p.Progress?.Applied ?? 0);
            if (whole.TrueForAll(w => w))
                findings.Add(FindingKind.Duplicated, stream, "effects more than there are events", Math.Max(0, applied - result.Due), []);
            else if (await snapshot.HasAllProcessedEventsAsync(cancellationToken))
                CompareWithLedger(stream, applied, ledger);
            return result with { Dead = letters.Waiting, IsWhole = whole.TrueForAll(w => w) };
        }
        finally
        {
            logs.ForEach(l => l.Dispose());
        }
    }

    /// <summary>Each partition and the database by a reader of its own.</summary>
    /// <returns>Entries of the ledger.</returns>
    private async Task<long> ReadAsync(StreamDefinition stream, List<LogObserver> logs, DeadLetterIndex letters, Observations database, CancellationToken cancellationToken)
    {
        var topic = kafka.Topics.Of(stream);
        var reading = logs.ConvertAll(log => Task.Run(
            () => LogScan.Read(kafka.Connection, topic, [log.Stretch], log.Add, cancellationToken), cancellationToken));
        var ledger = await DatabaseObserver.ReadAsync(snapshot, stream, database, cancellationToken);
        // Of a letter whose message the log has forgotten, this is what is left.
        foreach (var letter in letters.BySource.Values)
        {
            if (letter is { SqlState: not null, EventId: { } id })
                database.Add(id, Observed.DeadLetter);
        }

        await Task.WhenAll(reading);
        return ledger;
    }

    /// <summary>Where the log has forgotten its beginning, the ledger's number is what is left to hold the effects against.</summary>
    private void CompareWithLedger(StreamDefinition stream, long applied, long ledger)
    {
        findings.Add(FindingKind.Duplicated, stream, "effects more than there are events in the ledger", Math.Max(0, applied - ledger), []);
        findings.Add(FindingKind.Phantom, stream, "events in the ledger that no batch has counted", Math.Max(0, ledger - applied), []);
    }

    private StreamResult Compare(StreamDefinition stream, List<LogObserver> logs, List<bool> whole, Observations database, int buckets)
    {
        // An empty log that was not always empty has forgotten everything until now.
        DateTimeOffset? forgottenBefore = whole.TrueForAll(w => w)
            ? null
            : logs.Where((_, i) => !whole[i]).Max(log => log.Oldest is { } oldest ? new DateTimeOffset(oldest) : DateTimeOffset.MaxValue);
        var events = new EventCheck(stream, forgottenBefore, findings);
        var versions = new VersionCheck(stream, forgottenBefore is null, findings);
        for (var bucket = 0; bucket < buckets; bucket++)
        {
            events.Bucket(logs.SelectMany(log => log.Observations.Events.Read(bucket)).Concat(database.Events.Read(bucket)));
            versions.Bucket(logs.SelectMany(log => log.Observations.Versions.Read(bucket)).Concat(database.Versions.Read(bucket)));
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
            OnTheirWay = events.InFlight,
            Dirt = dirt,
        };
    }

    private static int Buckets(long events)
    {
        var buckets = 1;
        while (buckets < 4096 && (long)buckets * BucketSize < events)
            buckets *= 2;
        return buckets;
    }
}

/// <summary>What a stream came to, beside its findings.</summary>
internal sealed record StreamResult
{
    /// <summary>Dead letters that wait.</summary>
    public long Dead { get; init; }

    /// <summary>Whether the logs still have their beginning.</summary>
    public bool IsWhole { get; init; }

    /// <summary>Messages read.</summary>
    public long Messages { get; init; }

    /// <summary>Events that must have taken effect.</summary>
    public long Due { get; init; }

    /// <summary>Log entries whose event was there before.</summary>
    public long Duplicates { get; init; }

    /// <summary>Events whose version was there before, under another id.</summary>
    public long Stale { get; init; }

    /// <summary>Events on their way.</summary>
    public long OnTheirWay { get; init; }

    /// <summary>Labelled dirt by kind.</summary>
    public required IReadOnlyDictionary<string, long> Dirt { get; init; }
}
