namespace Pipeline.Postgres.Sink;

/// <summary>Resets the progress of partitions whose topic was deleted and created again.</summary>
public static class ProgressReset
{
    /// <summary>
    /// Sets the progress of a partition to the start of its log. processed_events recognises events that took effect before. Stores the
    /// time of the reset, because the log does not have the earlier events.
    /// </summary>
    /// <param name="database">The database.</param>
    /// <param name="partition">The partition.</param>
    /// <param name="nextOffset">The progress. If a consumer has changed it meanwhile, it belongs to the topic and is kept.</param>
    /// <param name="topicId">Id of the topic; zero if the brokers have no ids.</param>
    /// <param name="low">First offset of the log.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>Whether the progress was reset.</returns>
    public static async Task<bool> ApplyAsync(
        NpgsqlDataSource database, PartitionId partition, long nextOffset, Guid topicId, long low, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("""
            UPDATE consumer_progress
            SET topic_id = $5, first_offset = $6, next_offset = $6, applied = 0, duplicates = 0, dead_lettered = 0, skipped = 0,
                reset_at = now(), updated_at = now()
            WHERE consumer_group = $1 AND topic = $2 AND partition = $3 AND next_offset = $4
            """);
        var parameters = command.Parameters;
        PostgresSink.AddPartition(parameters, partition);
        parameters.Add(new NpgsqlParameter<long> { TypedValue = nextOffset });
        parameters.Add(new NpgsqlParameter<Guid> { TypedValue = topicId });
        parameters.Add(new NpgsqlParameter<long> { TypedValue = low });
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }
}
