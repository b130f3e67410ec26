namespace Pipeline.Operations.Verification;

/// <summary>
/// Compares committed events, events in Kafka and effects, event by event. Works while events flow: it waits until the events
/// committed before its start have taken effect, takes a database snapshot, then reads the logs up to their current ends. An event
/// in the log that is newer than the snapshot counts as in flight, not as lost.
/// </summary>
public sealed class PipelineVerifier(KafkaOptions kafka, VerifyOptions options, NpgsqlDataSource database)
{
    /// <summary>Runs one verification and records its metrics.</summary>
    /// <param name="waitTimeout">Maximum wait for events in flight.</param>
    /// <param name="cancellationToken">Cancels the verification.</param>
    /// <param name="stage">Called at the start of each step.</param>
    public async Task<VerificationReport> RunAsync(
        TimeSpan waitTimeout, CancellationToken cancellationToken, Action<VerificationStage>? stage = null)
    {
        var report = await CompareAsync(waitTimeout, stage, cancellationToken);
        var ended = new EndedVerification(TimeProvider.System.GetUtcNow(), report);
        VerificationMetrics.Record(ended);
        return options.ResultPath is { } path ? report with { SaveFailure = Save(path, ended) } : report;
    }

    /// <returns>Why the file could not be written; null on success. A failure does not fail the verification.</returns>
    private static string? Save(string path, EndedVerification ended)
    {
        try
        {
            new LastVerification(path).Save(ended);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"VERIFY_RESULT={path} cannot be written ({e.Message}): the dashboard does not show this verification";
        }
    }

    private async Task<VerificationReport> CompareAsync(
        TimeSpan waitTimeout, Action<VerificationStage>? stage, CancellationToken cancellationToken)
    {
        stage?.Invoke(new(VerificationStep.Quiescence));
        var findings = new Findings();
        using var ends = kafka.Enabled ? new LogEnds(kafka.Connection) : null;
        var inFlight = await new QuiescenceCheck(kafka, new ProgressReader(database), ends).WaitAsync(waitTimeout, cancellationToken);
        findings.Add(
            FindingKind.InFlight, null, "events are still waiting in the outbox or in Kafka; are relays and consumers running?",
            inFlight, []);

        var clock = Stopwatch.StartNew();
        await using var snapshot = await DatabaseSnapshot.TakeAsync(database, TimeProvider.System.GetUtcNow(), cancellationToken);
        var streams = new Dictionary<StreamDefinition, StreamResult>();
        var dirt = new DirtCheck(options.DirtTruthPath, kafka.Topics);
        if (ends is not null)
        {
            var verification = new StreamVerification(kafka, options.Folder, snapshot, ends, findings);
            foreach (var stream in kafka.Topics.Streams.All)
            {
                stage?.Invoke(new(VerificationStep.Stream, stream.Name));
                await CheckTopicAsync(snapshot, stream, ends, findings);
                streams[stream] = await verification.RunAsync(stream, cancellationToken);
            }
        }

        stage?.Invoke(new(VerificationStep.Projections));
        var dirtCounts = dirt.Compare(streams, findings);
        var rows = new Dictionary<StreamDefinition, long>();
        foreach (var stream in kafka.Topics.Streams.All)
        {
            await CheckProjectionsAsync(snapshot, stream, findings, cancellationToken);
            rows[stream] = await snapshot.CountAsync(stream, cancellationToken);
        }

        var inUse = StreamRegistry.InUse(kafka.Topics.Streams.All, s => rows[s] > 0
            || streams.GetValueOrDefault(s) is { Messages: > 0 } || snapshot.Progress.Any(p => p.Group == s.ConsumerGroup));

        foreach (var p in snapshot.Progress)
        {
            findings.Add(
                FindingKind.Gap, null, $"{p.Topic}/{p.Partition}: offsets that were neither applied nor duplicate nor dead-lettered",
                p.Gap, []);
        }

        return new()
        {
            Rows = [.. inUse.Select(s => new RowCount(s.Name, rows[s]))],
            Lost = findings.Count(FindingKind.Lost),
            Duplicated = findings.Count(FindingKind.Duplicated),
            Dead = streams.Values.Sum(s => s.Dead),
            Messages = streams.Values.Sum(s => s.Messages),
            DuplicatedLogEntries = streams.Values.Sum(s => s.Duplicates),
            Stale = streams.Values.Sum(s => s.Stale),
            CommittedLater = streams.Values.Sum(s => s.CommittedLater),
            Dirt = dirtCounts,
            Seconds = clock.Elapsed.TotalSeconds,
            Findings = findings.All,
            Unverified = [.. streams.Values.SelectMany(static s => s.Unverified)],
        };
    }

    /// <summary>Compares the topic's id with the id in the progress. In a recreated topic, the same offsets have other messages.</summary>
    private async Task CheckTopicAsync(DatabaseSnapshot snapshot, StreamDefinition stream, LogEnds ends, Findings findings)
    {
        var topic = kafka.Topics.Of(stream);
        var known = snapshot.Progress.Where(p => p.Topic == topic && p.TopicId != Guid.Empty).ToList();
        // Without a known id, such as with embedded brokers, asking would only wait for a timeout.
        var id = known.Count == 0 ? Guid.Empty : await ends.TopicIdAsync(topic);
        var earlier = known.FindAll(p => p.IsOfEarlierTopic(id));
        findings.Add(
            FindingKind.Gap, stream, "the topic was deleted and created again after this progress; run make reset-progress",
            earlier.Count, earlier.Select(static p => $"{p.Topic}/{p.Partition}"));
    }

    private static async Task CheckProjectionsAsync(
        DatabaseSnapshot snapshot, StreamDefinition stream, Findings findings, CancellationToken cancellationToken)
    {
        foreach (var projection in stream.Projections)
        {
            var check = await snapshot.CheckAsync(stream, projection, cancellationToken);
            var table = projection.Table;
            findings.Add(FindingKind.Duplicated, stream, $"{table} counts more {stream} than took effect", check.TooMany, []);
            findings.Add(FindingKind.Lost, stream, $"{table} counts fewer {stream} than took effect", check.TooFew, []);
            findings.Add(FindingKind.Totals, stream, $"a row of {table} differs from the sum of its {stream}", check.WrongSums, []);
        }
    }
}
