using Npgsql;
using NpgsqlTypes;
using Pipeline.Postgres.Model;
using Pipeline.Streams.Delivery;

namespace Pipeline.Postgres.DeadLetters;

/// <summary>The table dead_letter_replays: which letters were sent again, where to, and how often.</summary>
public sealed class ReplayTable(NpgsqlDataSource database)
{
    /// <summary>Everything that was sent again, in memory: some hundred bytes a replay, and replays are few.</summary>
    public async Task<ReplayHistory> ReadAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "SELECT topic, partition, message_offset, replays, new_partition, new_offset FROM dead_letter_replays");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var history = new ReplayHistory();
        while (await reader.ReadAsync(cancellationToken))
        {
            history.Add(new()
            {
                Topic = reader.GetString(0),
                Partition = reader.GetInt32(1),
                MessageOffset = reader.GetInt64(2),
                Replays = reader.GetInt32(3),
                NewPartition = reader.GetInt32(4),
                NewOffset = reader.GetInt64(5),
            });
        }

        return history;
    }

    /// <summary>
    /// Notes what Kafka has acknowledged, and removes those letters from the table dead_letters, in one transaction. A letter
    /// that is noted already keeps its first note.
    /// </summary>
    public async Task RecordAsync(IReadOnlyCollection<DeadLetterReplay> replays, CancellationToken cancellationToken)
    {
        // One statement, hence one transaction. Letters noted earlier and kept in the table later go as well.
        await using var command = database.CreateCommand("""
            WITH noted AS (
                INSERT INTO dead_letter_replays (topic, partition, message_offset, replays, new_partition, new_offset)
                SELECT * FROM unnest($1, $2, $3, $4, $5, $6)
                ON CONFLICT (topic, partition, message_offset) DO NOTHING)
            DELETE FROM dead_letters d USING unnest($1, $2, $3) AS n (topic, partition, message_offset)
            WHERE (d.topic, d.partition, d.message_offset) = (n.topic, n.partition, n.message_offset)
            """);
        Add(command, NpgsqlDbType.Text, replays.Select(r => r.Topic));
        Add(command, NpgsqlDbType.Integer, replays.Select(r => r.Partition));
        Add(command, NpgsqlDbType.Bigint, replays.Select(r => r.MessageOffset));
        Add(command, NpgsqlDbType.Integer, replays.Select(r => r.Replays));
        Add(command, NpgsqlDbType.Integer, replays.Select(r => r.NewPartition));
        Add(command, NpgsqlDbType.Bigint, replays.Select(r => r.NewOffset));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Removes from the table dead_letters what was sent again before it was kept there a second time.</summary>
    /// <returns>How many.</returns>
    public async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("""
            DELETE FROM dead_letters d USING dead_letter_replays r
            WHERE (d.topic, d.partition, d.message_offset) = (r.topic, r.partition, r.message_offset)
            """);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static void Add<T>(NpgsqlCommand command, NpgsqlDbType type, IEnumerable<T> values) =>
        command.Parameters.Add(new NpgsqlParameter<T[]> { NpgsqlDbType = NpgsqlDbType.Array | type, TypedValue = [.. values] });
}
