using Pipeline.Postgres.Verification;
using Pipeline.Streams.Columns;
using Pipeline.Streams.Definitions;

namespace Pipeline.Operations.Verification;

/// <summary>What the database's snapshot holds of a stream: ledger, rows, outbox.</summary>
internal static class DatabaseEvidence
{
    /// <summary>Reads it.</summary>
    /// <returns>Entries of the ledger.</returns>
    public static async Task<long> ReadAsync(DatabaseSnapshot snapshot, StreamDefinition stream, Evidence evidence, CancellationToken cancellationToken)
    {
        long ledger = 0;
        await snapshot.ReadProcessedEventsAsync(
            stream,
            id =>
            {
                ledger++;
                evidence.Add(id, Met.Ledger);
            },
            cancellationToken);
        await snapshot.ReadRowsAsync(stream, row => Add(row, evidence), cancellationToken);

        var batch = stream.NewBatch(1);
        await snapshot.ReadOutboxAsync(
            stream,
            payload =>
            {
                batch.Clear();
                // Whatever the parser refuses here will be met again in the log.
                if (stream.Decoder.Decode(payload, 0, batch).IsRefused)
                    return;
                evidence.Add(batch.EventId[0], Met.Outbox);
                evidence.Add(new VersionMet(batch.KeyHashAt(0), batch.Version[0], Met.Outbox, -1, 0));
            },
            cancellationToken);
        return ledger;
    }

    private static void Add(RowState row, Evidence evidence)
    {
        if (row.EventId is { } id)
            evidence.Add(id, Met.Row);
        evidence.Add(new VersionMet(row.KeyHash, row.Version, Met.Row | (row.Counted ? Met.Counts : Met.None), -1, row.CountedVersion));
    }
}
