using Npgsql;
using NpgsqlTypes;
using Pipeline.Events.Delivery;

namespace Pipeline.Postgres.DeadLetters;

/// <summary>The table dead_letters: the quarantine for what could not even reach its dead-letter topic.</summary>
public sealed class DeadLetterTable(NpgsqlDataSource database) : IDeadLetterStore
{
    /// <inheritdoc/>
    public async Task KeepAsync(DeadLetter letter, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("""
            INSERT INTO dead_letters (consumer_group, topic, partition, message_offset, message_timestamp, key, value,
                                      event_id, version, reason, detail, sql_state, attempts)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
            ON CONFLICT (consumer_group, topic, partition, message_offset) DO NOTHING
            """);
        Add(command, NpgsqlDbType.Text, letter.Partition.Group);
        Add(command, NpgsqlDbType.Text, letter.Partition.TopicName);
        Add(command, NpgsqlDbType.Integer, letter.Partition.Partition);
        Add(command, NpgsqlDbType.Bigint, letter.Offset);
        Add(command, NpgsqlDbType.TimestampTz, letter.Timestamp);
        Add(command, NpgsqlDbType.Bytea, letter.Key);
        Add(command, NpgsqlDbType.Bytea, letter.Value);
        Add(command, NpgsqlDbType.Uuid, letter.EventId);
        Add(command, NpgsqlDbType.Integer, letter.Version);
        Add(command, NpgsqlDbType.Text, letter.Reason);
        Add(command, NpgsqlDbType.Text, letter.Detail);
        Add(command, NpgsqlDbType.Text, letter.SqlState);
        Add(command, NpgsqlDbType.Integer, letter.Attempts);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static void Add(NpgsqlCommand command, NpgsqlDbType type, object? value) =>
        command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = type, Value = value ?? DBNull.Value });
}
