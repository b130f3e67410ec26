namespace Pipeline.Streams.Delivery;

/// <summary>
/// How programs write records: to the database with its outbox (WRITE_MODE=outbox), or to Kafka alone (WRITE_MODE=stream). Each call
/// is all or nothing for the database. Thread-safe.
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
    /// Changes written. With a database, a change that started from an older version than the row's is dropped and has no event. So a
    /// call that is repeated after an unknown outcome changes nothing and returns 0.
    /// </returns>
    Task<int> UpdateAsync<T>(IReadOnlyList<Change<T>> changes, CancellationToken cancellationToken)
        where T : class;
}
