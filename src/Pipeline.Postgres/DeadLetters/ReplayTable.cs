using Pipeline.Postgres.Model;

namespace Pipeline.Postgres.DeadLetters;

/// <summary>The table dead_letter_replays: which dead letters were replayed, to which position, and how often.</summary>
public sealed class ReplayTable(NpgsqlDataSource database)
{
    /// <summary>Reads all replays into memory. Replays are few and need about a hundred bytes each.</summary>
    public async Task<ReplayHistory> ReadAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "SELECT topic, topic_id, partition, message_offset, replays, new_topic_id, new_partition, new_offset FROM dead_letter_replays");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var history = new ReplayHistory();
        while (await reader.ReadAsync(cancellationToken))
        {
            history.Add(new()
            {
                Topic = reader.GetString(0),
                TopicId = reader.GetGuid(1),
                Partition = reader.GetInt32(2),
                MessageOffset = reader.GetInt64(3),
                Replays = reader.GetInt32(4),
                NewTopicId = reader.GetGuid(5),
                NewPartition = reader.GetInt32(6),
                NewOffset = reader.GetInt64(7),
            });
        }

        return history;
    }

    /// <summary>
    /// Records acknowledged replays and removes their dead letters from the table dead_letters, in one transaction. Does not change
    /// a replay that is already recorded.
    /// </summary>
    public async Task RecordAsync(IReadOnlyCollection<DeadLetterReplay> replays, CancellationToken cancellationToken)
    {
        // Also deletes dead letters whose replay was recorded before.
        await using var command = database.CreateCommand("""
            WITH recorded AS (
                INSERT INTO dead_letter_replays
                    (topic, topic_id, partition, message_offset, replays, new_partition, new_offset, new_topic_id)
                SELECT n.*, coalesce(
                    (SELECT p.topic_id FROM consumer_progress p
                     WHERE p.topic = n.topic AND p.partition = n.new_partition LIMIT 1), '00000000-0000-0000-0000-000000000000')
                FROM unnest($1, $2, $3, $4, $5, $6, $7)
                    AS n (topic, topic_id, partition, message_offset, replays, new_partition, new_offset)
                ON CONFLICT (topic, topic_id, partition, message_offset) DO NOTHING)
            DELETE FROM dead_letters d USING unnest($1, $2, $3, $4) AS n (topic, topic_id, partition, message_offset)
            WHERE (d.topic, d.topic_id, d.partition, d.message_offset) = (n.topic, n.topic_id, n.partition, n.message_offset)
            """);
        Add(command, NpgsqlDbType.Text, replays.Select(r => r.Topic));
        Add(command, NpgsqlDbType.Uuid, replays.Select(r => r.TopicId));
        Add(command, NpgsqlDbType.Integer, replays.Select(r => r.Partition));
        Add(command, NpgsqlDbType.Bigint, replays.Select(r => r.MessageOffset));
        Add(command, NpgsqlDbType.Integer, replays.Select(r => r.Replays));
        Add(command, NpgsqlDbType.Integer, replays.Select(r => r.NewPartition));
        Add(command, NpgsqlDbType.Bigint, replays.Select(r => r.NewOffset));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Removes replayed dead letters from the table dead_letters. A dead letter can be stored again after its replay.</summary>
    /// <returns>Number of rows removed.</returns>
    public async Task<int> RemoveReplayedAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("""
            DELETE FROM dead_letters d USING dead_letter_replays r
            WHERE (d.topic, d.topic_id, d.partition, d.message_offset) = (r.topic, r.topic_id, r.partition, r.message_offset)
            """);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static void Add<T>(NpgsqlCommand command, NpgsqlDbType type, IEnumerable<T> values) =>
        command.Parameters.Add(new NpgsqlParameter<T[]> { NpgsqlDbType = NpgsqlDbType.Array | type, TypedValue = [.. values] });
}
