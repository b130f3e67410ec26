using Pipeline.Postgres.Verification;
using Pipeline.Streams.Columns;
using Pipeline.Streams.Definitions;

namespace Pipeline.Operations.Verification;

/// <summary>What the database's snapshot holds of a stream: ledger, rows, outbox.</summary>
internal static class DatabaseObserver
{
    /// <summary>Reads it.</summary>
    /// <returns>Entries of the ledger.</returns>
    public static async Task<long> ReadAsync(DatabaseSnapshot snapshot, StreamDefinition stream, Observations evidence, CancellationToken cancellationToken)
    {
        long ledger = 0;
        await snapshot.ReadProcessedEventsAsync(
            stream,
            id =>
            {
                ledger++;
                evidence.Add(id, Observed.Processed);
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
                evidence.Add(batch.EventId[0], Observed.Outbox);
                evidence.Add(new VersionObservation(batch.KeyHashAt(0), batch.Version[0], Observed.Outbox, -1, 0));
            },
            cancellationToken);
        return ledger;
    }

    private static void Add(RowState row, Observations evidence)
    {
        if (row.EventId is { } id)
            evidence.Add(id, Observed.Row);
        evidence.Add(new VersionObservation(row.KeyHash, row.Version, Observed.Row | (row.Counted ? Observed.Counts : Observed.None), -1, row.CountedVersion));
    }
}
