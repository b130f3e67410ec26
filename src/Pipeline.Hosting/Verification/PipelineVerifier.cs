using System.Diagnostics;
using Npgsql;
using Pipeline.Streams.Shop;
using Pipeline.Hosting.Options;
using Pipeline.Hosting.Telemetry;
using Pipeline.Kafka.Topics;
using Pipeline.Postgres.Verification;

namespace Pipeline.Hosting.Verification;

/// <summary>
/// Compares what was committed, what is in Kafka and what took effect, event by event. Works while events flow: it waits until
/// everything committed before it began has had its time, takes one snapshot of the database, and reads the logs up to their
/// ends after it. What the snapshot has not seen yet is on its way and not lost.
/// </summary>
public sealed class PipelineVerifier(PipelineSettings settings, NpgsqlDataSource database)
{
    /// <summary>Verifies.</summary>
    /// <param name="patience">How long to wait for what is on its way.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="stage">Told what it is at, for whoever watches.</param>
    public async Task<VerificationReport> RunAsync(TimeSpan patience, CancellationToken cancellationToken, Action<VerificationStage>? stage = null)
    {
        var report = await CompareAsync(patience, stage, cancellationToken);
        var ended = new EndedVerification(TimeProvider.System.GetUtcNow(), report);
        VerificationMetrics.Record(ended);
        return settings.Verify.ResultPath is { } path ? report with { NotKept = Keep(path, ended) } : report;
    }

    /// <returns>Why it could not be kept, which is no reason to lose what was found.</returns>
    private static string? Keep(string path, EndedVerification ended)
    {
        try
        {
            new LastVerification(path).Keep(ended);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"VERIFY_RESULT={path} cannot be written ({e.Message}): the dashboard does not learn of it";
        }
    }

    private async Task<VerificationReport> CompareAsync(TimeSpan patience, Action<VerificationStage>? stage, CancellationToken cancellationToken)
    {
        stage?.Invoke(VerificationStage.Settling);
        var findings = new Findings();
        using var ends = settings.Kafka.Enabled ? new LogEnds(settings.Kafka.Connection) : null;
        var unsettled = await new Settling(settings, new ProgressReader(database), ends).WaitAsync(patience, cancellationToken);
        findings.Add(FindingKind.InFlight, null, "events are still waiting in the outbox or in Kafka; are relays and consumers running?", unsettled, []);

        var clock = Stopwatch.StartNew();
        await using var snapshot = await ShopSnapshot.TakeAsync(database, TimeProvider.System.GetUtcNow(), cancellationToken);
        var streams = new Dictionary<ShopTopic, StreamResult>();
        var dirt = new DirtCheck(settings.Dirt.TruthPath, settings.Kafka.Topics);
        if (ends is not null)
        {
            var verification = new StreamVerification(settings, snapshot, ends, findings);
            foreach (var stream in ShopTopics.All)
            {
                stage?.Invoke(VerificationStage.Users + (int)stream);
                streams[stream] = await verification.RunAsync(stream, cancellationToken);
            }
        }

        stage?.Invoke(VerificationStage.Totals);
        var dirtCounts = dirt.Compare(streams, findings);
        await CheckTotalsAsync(snapshot, findings, cancellationToken);
        foreach (var p in snapshot.Progress)
            findings.Add(FindingKind.Gap, null, $"{p.Topic}/{p.Partition}: offsets that were neither applied nor duplicate nor dead-lettered", p.Gap, []);
        return new()
        {
            Users = await snapshot.CountAsync(ShopTopic.Users, cancellationToken),
            Products = await snapshot.CountAsync(ShopTopic.Products, cancellationToken),
            Orders = await snapshot.CountAsync(ShopTopic.Orders, cancellationToken),
            Lost = findings.Count(FindingKind.Lost),
            Duplicated = findings.Count(FindingKind.Duplicated),
            Dead = streams.Values.Sum(s => s.Dead),
            Messages = streams.Values.Sum(s => s.Messages),
            DuplicatedLogEntries = streams.Values.Sum(s => s.Duplicates),
            Stale = streams.Values.Sum(s => s.Stale),
            OnTheirWay = streams.Values.Sum(s => s.OnTheirWay),
            Dirt = dirtCounts,
            Seconds = clock.Elapsed.TotalSeconds,
            Findings = findings.All,
        };
    }

    private static async Task CheckTotalsAsync(ShopSnapshot snapshot, Findings findings, CancellationToken cancellationToken)
    {
        var totals = await snapshot.CheckTotalsAsync(cancellationToken);
        findings.Add(FindingKind.Duplicated, ShopTopic.Orders, "order_totals counts more orders than took effect", totals.TooMany, []);
        findings.Add(FindingKind.Lost, ShopTopic.Orders, "order_totals counts fewer orders than took effect", totals.TooFew, []);
        findings.Add(FindingKind.Totals, ShopTopic.Orders, "quantity or revenue of a day, category and region is not the sum over its orders", totals.WrongSums, []);
    }
}
