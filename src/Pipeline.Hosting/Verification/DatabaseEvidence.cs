using Pipeline.Streams.Batches;
using Pipeline.Streams.Parsing;
using Pipeline.Streams.Shop;
using Pipeline.Postgres.Verification;

namespace Pipeline.Hosting.Verification;

/// <summary>What the database's snapshot holds of a stream: ledger, rows, outbox.</summary>
internal static class DatabaseEvidence
{
    /// <summary>Reads it.</summary>
    /// <returns>Entries of the ledger.</returns>
    public static async Task<long> ReadAsync(ShopSnapshot snapshot, ShopTopic stream, Evidence evidence, CancellationToken cancellationToken)
    {
        long ledger = 0;
        await snapshot.ReadLedgerAsync(
            stream,
            id =>
            {
                ledger++;
                evidence.Add(id, Met.Ledger);
            },
            cancellationToken);
        await snapshot.ReadRowsAsync(stream, row => Add(row, evidence), cancellationToken);

        var batch = EventBatch.Create(stream, 1);
        await snapshot.ReadOutboxAsync(
            stream,
            payload =>
            {
                batch.Clear();
                // Whatever the parser refuses here will be met again in the log.
                if (EventParser.Parse(payload, 0, batch).IsRefused)
                    return;
                evidence.Add(batch.EventId[0], Met.Outbox);
                evidence.Add(new VersionMet(KeyHash.Of(batch), batch.Version[0], Met.Outbox, -1, 0));
            },
            cancellationToken);
        return ledger;
    }

    private static void Add(RowState row, Evidence evidence)
    {
        if (row.EventId is { } id)
            evidence.Add(id, Met.Row);
        var key = row.Key is { } text ? KeyHash.Of(text) : KeyHash.Of(row.OrderId);
        evidence.Add(new VersionMet(key, row.Version, Met.Row | (row.Counted ? Met.Counts : Met.None), -1, row.CountedVersion));
    }
}
