namespace Pipeline.Operations.Verification;

/// <summary>Observes the events of a stream in the database snapshot: processed events, rows, outbox.</summary>
internal static class DatabaseObserver
{
    /// <returns>Number of processed events.</returns>
    public static async Task<long> ReadAsync(
        DatabaseSnapshot snapshot, StreamDefinition stream, Observations observations, CancellationToken cancellationToken)
    {
        long processedEvents = 0;
        await snapshot.ReadProcessedEventsAsync(
            stream,
            id =>
            {
                processedEvents++;
                observations.Add(id, Observed.Processed);
            },
            cancellationToken);
        await snapshot.ReadRowsAsync(stream, row => Add(row, observations), cancellationToken);

        var batch = stream.NewBatch(1);
        await snapshot.ReadOutboxAsync(
            stream,
            payload =>
            {
                batch.Clear();
                // A refused payload is checked when its message is in the log.
                if (stream.Decoder.Decode(payload, 0, batch).IsRefused)
                    return;
                observations.Add(batch.EventId[0], Observed.Outbox);
                observations.Add(new VersionObservation(batch.KeyHashAt(0), batch.Version[0], Observed.Outbox, -1, 0));
            },
            cancellationToken);
        return processedEvents;
    }

    private static void Add(RowState row, Observations observations)
    {
        if (row.EventId is { } id)
            observations.Add(id, Observed.Row);
        observations.Add(new VersionObservation(
            row.KeyHash, row.Version, Observed.Row | (row.Counted ? Observed.Counts : Observed.None), -1, row.CountedVersion));
    }
}
