namespace Pipeline.Postgres.Verification;

/// <summary>Reads the progress of consumers (consumer_progress) and relays (outbox).</summary>
public sealed class ProgressReader(NpgsqlDataSource database)
{
    internal const string Progress = """
        SELECT consumer_group, topic, partition, first_offset, next_offset, applied, duplicates, dead_lettered, skipped, topic_id, reset_at
        FROM consumer_progress ORDER BY 1, 2, 3
        """;

    /// <summary>All rows of consumer_progress, by group, topic and partition.</summary>
    public async Task<IReadOnlyList<PartitionProgress>> ReadAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Progress);
        return await ReadAsync(command, cancellationToken);
    }

    internal static async Task<IReadOnlyList<PartitionProgress>> ReadAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await ReadAsync(reader, cancellationToken);
    }

    internal static async Task<IReadOnlyList<PartitionProgress>> ReadAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        var rows = new List<PartitionProgress>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(new(
                reader.GetString(0), reader.GetString(1), reader.GetInt32(2), reader.GetInt64(3),
                reader.GetInt64(4), reader.GetInt64(5), reader.GetInt64(6), reader.GetInt64(7), reader.GetInt64(8), reader.GetGuid(9),
                reader.IsDBNull(10) ? null : reader.GetDateTime(10)));
        }

        return rows;
    }

    /// <summary>Number of events in the outbox, and age of the oldest; zero if the outbox is empty.</summary>
    public async Task<(long Waiting, TimeSpan OldestAge)> ReadOutboxAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "SELECT count(*), coalesce(extract(epoch FROM clock_timestamp() - min(created_at)), 0)::double precision FROM outbox");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (reader.GetInt64(0), TimeSpan.FromSeconds(Math.Max(0, reader.GetDouble(1))));
    }

    /// <summary>The highest id in the outbox, or 0. When no lower or equal id is left, all events written until now are sent.</summary>
    public Task<long> ReadOutboxCutAsync(CancellationToken cancellationToken) =>
        ReadNumberAsync("SELECT coalesce(max(id), 0) FROM outbox", null, cancellationToken);

    /// <summary>Number of events in the outbox with this id or a lower one.</summary>
    public Task<long> CountOutboxAsync(long cut, CancellationToken cancellationToken) =>
        ReadNumberAsync("SELECT count(*) FROM outbox WHERE id <= $1", cut, cancellationToken);

    private async Task<long> ReadNumberAsync(string sql, long? parameter, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(sql);
        if (parameter is { } value)
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = value });
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
