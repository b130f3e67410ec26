using System.Diagnostics;
using Npgsql;
using Pipeline.Events.Shop;
using Pipeline.Hosting.Options;
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
    public async Task<VerificationReport> RunAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        var findings = new Findings();
        using var ends = settings.Kafka.Enabled ? new LogEnds(settings.Kafka.Connection) : null;
        var unsettled = await new Settling(settings, new ProgressReader(database), ends).WaitAsync(patience, cancellationToken);
        findings.Add(FindingKind.InFlight, null, "events are still waiting in the outbox or in Kafka; are relays and consumers running?", unsettled, []);

        var clock = Stopwatch.StartNew();
        await using var snapshot = await ShopSnapshot.TakeAsync(database, TimeProvider.System.GetUtcNow(), cancellationToken);
        var streams = new List<StreamResult>();
        if (ends is not null)
        {
            var verification = new StreamVerification(settings, snapshot, ends, findings);
            foreach (var stream in ShopTopics.All)
                streams.Add(await verification.RunAsync(stream, cancellationToken));
        }

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
            Dead = streams.Sum(s => s.Dead),
            Messages = streams.Sum(s => s.Messages),
            DuplicatedLogEntries = streams.Sum(s => s.Duplicates),
            Stale = streams.Sum(s => s.Stale),
            OnTheirWay = streams.Sum(s => s.OnTheirWay),
            Dirt = streams.SelectMany(s => s.Dirt).GroupBy(d => d.Key, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Sum(d => d.Value), StringComparer.Ordinal),
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
