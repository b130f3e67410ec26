namespace Pipeline.Streams.Delivery;

/// <summary>
/// Writes records to the database and its outbox (WRITE_MODE=outbox), or only to Kafka (WRITE_MODE=stream). In the database, each
/// call is one transaction. Thread-safe.
/// </summary>
public interface IRecordWriter
{
    /// <summary>Writes new records of one stream.</summary>
    /// <typeparam name="T">Record of a registered stream.</typeparam>
    Task WriteAsync<T>(IReadOnlyList<T> records, CancellationToken cancellationToken)
        where T : class;

    /// <summary>Writes changes of records of one stream, at most one change per record.</summary>
    /// <typeparam name="T">Record of a registered stream that has a change event.</typeparam>
    /// <returns>
    /// Number of changes written. The database drops a change of an outdated version, without an event. So repeating a call
    /// after an unknown outcome is safe: changes that were committed are dropped and not counted. A change of a row that has the
    /// highest version is dropped too.
    /// </returns>
    Task<int> UpdateAsync<T>(IReadOnlyList<Change<T>> changes, CancellationToken cancellationToken)
        where T : class;
}
