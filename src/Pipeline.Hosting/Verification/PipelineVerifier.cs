using Npgsql;
using Pipeline.Events.Shop;
using Pipeline.Hosting.Options;
using Pipeline.Kafka.Topics;
using Pipeline.Postgres.Verification;

namespace Pipeline.Hosting.Verification;

/// <summary>
/// Compares what was committed, what is in Kafka and what took effect. Works while events flow: it first waits until everything
/// committed before a cut has had its time, then looks at one snapshot, and what is missing there gets a second chance.
/// </summary>
public sealed class PipelineVerifier(PipelineSettings settings, NpgsqlDataSource database)
{
    /// <summary>Missing ids looked at one by one; beyond it their number alone says enough.</summary>
    private const int IdsAtMost = 100_000;
    private readonly ProgressReader _progress = new(database);

    /// <summary>Verifies.</summary>
    /// <param name="patience">How long to wait, at each of two places, for what is on its way.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<VerificationReport> RunAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        using var log = settings.Kafka.Enabled ? new LogEnds(settings.Kafka.Connection) : null;
        var findings = new Findings();
        var settling = new Settling(settings, _progress, log);
        findings.InFlight(await settling.WaitAsync(patience, cancellationToken));

        var missing = new Dictionary<ShopTopic, IReadOnlyList<Guid>>();
        var counts = new Dictionary<ShopTopic, StreamCounts>();
        await using (var snapshot = await ShopSnapshot.TakeAsync(database, TimeProvider.System.GetUtcNow(), cancellationToken))
        {
            foreach (var stream in ShopTopics.All)
            {
                counts[stream] = await snapshot.CountAsync(stream, cancellationToken);
                missing[stream] = await snapshot.MissingAsync(stream, IdsAtMost, cancellationToken);
                findings.Phantom(stream, counts[stream].Phantom);
            }

            findings.Totals(await snapshot.CheckTotalsAsync(cancellationToken));
        }

        if (missing.Values.Any(ids => ids.Count > 0))
            await settling.WaitAsync(patience, cancellationToken);
        foreach (var stream in ShopTopics.All)
            findings.Lost(stream, await CountLostAsync(stream, counts[stream], missing[stream], cancellationToken));

        var progress = await _progress.ReadAsync(cancellationToken);
        findings.Gaps(progress);
        var dead = progress.Sum(p => p.DeadLettered);
        return new(
            counts[ShopTopic.Users].Rows, counts[ShopTopic.Products].Rows, counts[ShopTopic.Orders].Rows,
            findings.LostEvents, findings.DuplicatedEffects, dead, findings.Sentences);
    }

    private async Task<long> CountLostAsync(ShopTopic stream, StreamCounts counts, IReadOnlyList<Guid> missing, CancellationToken cancellationToken)
    {
        if (missing.Count == 0)
            return 0;
        await using var snapshot = await ShopSnapshot.TakeAsync(database, TimeProvider.System.GetUtcNow(), cancellationToken);
        var still = await snapshot.StillMissingAsync(stream, missing, cancellationToken);
        if (still.Count == 0)
            return 0;
        // In the dead-letter topic an event is not lost: it waits with its reason.
        var dead = settings.Kafka.Enabled ? DeadLetterIds.Read(settings.Kafka, stream) : [];
        return still.Count(id => !dead.Contains(id)) + Math.Max(0, counts.Missing - missing.Count);
    }
}
