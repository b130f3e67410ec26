namespace Pipeline.Postgres.DeadLetters;

/// <summary>The table dead_letters, for dead letters that could not be sent to the dead-letter topic.</summary>
public sealed class DeadLetterTable(NpgsqlDataSource database) : IDeadLetterStore
{
    /// <inheritdoc/>
    public async Task KeepAsync(DeadLetter deadLetter, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("""
            INSERT INTO dead_letters (consumer_group, topic, partition, message_offset, message_timestamp, key, value,
                                      event_id, version, reason, detail, sql_state, attempts, topic_id)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
            ON CONFLICT (consumer_group, topic, topic_id, partition, message_offset) DO NOTHING
            """);
        Add(command, NpgsqlDbType.Text, deadLetter.Partition.Group);
        Add(command, NpgsqlDbType.Text, deadLetter.Partition.TopicName);
        Add(command, NpgsqlDbType.Integer, deadLetter.Partition.Partition);
        Add(command, NpgsqlDbType.Bigint, deadLetter.Offset);
        Add(command, NpgsqlDbType.TimestampTz, deadLetter.Timestamp);
        Add(command, NpgsqlDbType.Bytea, deadLetter.Key);
        Add(command, NpgsqlDbType.Bytea, deadLetter.Value);
        Add(command, NpgsqlDbType.Uuid, deadLetter.EventId);
        Add(command, NpgsqlDbType.Integer, deadLetter.Version);
        Add(command, NpgsqlDbType.Text, deadLetter.Reason);
        Add(command, NpgsqlDbType.Text, deadLetter.Detail);
        Add(command, NpgsqlDbType.Text, deadLetter.SqlState);
        Add(command, NpgsqlDbType.Integer, deadLetter.Attempts);
        Add(command, NpgsqlDbType.Uuid, deadLetter.TopicId);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Streams the dead letters of a stream, in the order in which they were stored.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="topic">Original topic. Dead letters of other topics are not returned.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public async IAsyncEnumerable<DeadLetter> ReadAsync(
        StreamDefinition stream, string topic, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            $"SELECT {Columns} FROM dead_letters WHERE consumer_group = $1 AND topic = $2 ORDER BY id");
        Add(command, NpgsqlDbType.Text, stream.ConsumerGroup);
        Add(command, NpgsqlDbType.Text, topic);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            yield return Read(stream, reader);
    }

    /// <summary>The dead letter with an original position; null if the table does not have it.</summary>
    public async Task<DeadLetter?> FindAsync(StreamDefinition stream, MessageSource source, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            $"""
            SELECT {Columns} FROM dead_letters
            WHERE consumer_group = $1 AND topic = $2 AND partition = $3 AND message_offset = $4 AND topic_id = $5
            """);
        Add(command, NpgsqlDbType.Text, stream.ConsumerGroup);
        Add(command, NpgsqlDbType.Text, source.Topic);
        Add(command, NpgsqlDbType.Integer, source.Partition);
        Add(command, NpgsqlDbType.Bigint, source.Offset);
        Add(command, NpgsqlDbType.Uuid, source.TopicId);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? Read(stream, reader) : null;
    }

    private const string Columns =
        "topic, partition, message_offset, message_timestamp, key, value, event_id, version, reason, detail, sql_state, attempts, topic_id";

    private static DeadLetter Read(StreamDefinition stream, NpgsqlDataReader row) => new(
        new(stream, row.GetString(0), row.GetInt32(1)), row.GetInt64(2), row.GetDateTime(3), Bytes(row, 4), Bytes(row, 5),
        row.IsDBNull(6) ? null : row.GetGuid(6), row.IsDBNull(7) ? null : row.GetInt32(7),
        row.GetString(8), Text(row, 9), Text(row, 10), row.GetInt32(11))
    { TopicId = row.GetGuid(12) };

    private static byte[]? Bytes(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetFieldValue<byte[]>(column);

    private static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static void Add(NpgsqlCommand command, NpgsqlDbType type, object? value) =>
        command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = type, Value = value ?? DBNull.Value });
}
