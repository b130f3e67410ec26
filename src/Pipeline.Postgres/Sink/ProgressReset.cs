namespace Pipeline.Postgres.Sink;

/// <summary>Resets the progress of partitions whose topic was deleted and created again.</summary>
public static class ProgressReset
{
    /// <summary>
    /// Sets the progress of a partition to the start of its log if it belongs to an earlier topic of the same name, or is beyond the end
    /// of the log. processed_events recognises events that took effect before. Stores the time of the reset, because the log does not
    /// have the earlier events.
    /// </summary>
    /// <param name="database">The database.</param>
    /// <param name="partition">The partition.</param>
    /// <param name="topicId">Id of the topic; zero if the brokers have no ids.</param>
    /// <param name="low">First offset of the log.</param>
    /// <param name="high">Offset of the next message to be written.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The offset before the reset; null if nothing was changed.</returns>
    public static async Task<long?> ApplyAsync(
        NpgsqlDataSource database, PartitionId partition, Guid topicId, long low, long high, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("""
            WITH earlier AS MATERIALIZED (
                SELECT next_offset FROM consumer_progress
                WHERE consumer_group = $1 AND topic = $2 AND partition = $3
                  AND (next_offset > $6 OR (topic_id <> $4 AND topic_id <> $7 AND $4 <> $7))
                FOR UPDATE)
            UPDATE consumer_progress
            SET topic_id = $4, first_offset = $5, next_offset = $5, applied = 0, duplicates = 0, dead_lettered = 0, skipped = 0,
                reset_at = now(), updated_at = now()
            WHERE consumer_group = $1 AND topic = $2 AND partition = $3 AND EXISTS (SELECT FROM earlier)
            RETURNING (SELECT next_offset FROM earlier)
            """);
        var parameters = command.Parameters;
        parameters.Add(new NpgsqlParameter<string> { TypedValue = partition.Group });
        parameters.Add(new NpgsqlParameter<string> { TypedValue = partition.TopicName });
        parameters.Add(new NpgsqlParameter<int> { TypedValue = partition.Partition });
        parameters.Add(new NpgsqlParameter<Guid> { TypedValue = topicId });
        parameters.Add(new NpgsqlParameter<long> { TypedValue = low });
        parameters.Add(new NpgsqlParameter<long> { TypedValue = high });
        parameters.Add(new NpgsqlParameter<Guid> { TypedValue = Guid.Empty });
        return (long?)await command.ExecuteScalarAsync(cancellationToken);
    }
}
