using Pipeline.Postgres.Schema;

namespace Pipeline.Postgres.Verification;

/// <summary>
/// The database state for the verification, read in one repeatable-read snapshot. Each transaction writes progress, processed events,
/// rows and projections together, so they are consistent in a snapshot even while consumers run. Streams all results.
/// </summary>
public sealed class DatabaseSnapshot : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;
    private readonly DateTimeOffset _now;

    private DatabaseSnapshot(NpgsqlConnection connection, NpgsqlTransaction transaction, DateTimeOffset now) =>
        (_connection, _transaction, _now) = (connection, transaction, now);

    /// <summary>Progress per group and partition.</summary>
    public IReadOnlyList<PartitionProgress> Progress { get; private set; } = [];

    /// <summary>Takes the snapshot.</summary>
    /// <param name="database">The database.</param>
    /// <param name="now">Current time. Events older than <see cref="ProcessedEventPartitions.DaysKept"/> days are not verified.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static async Task<DatabaseSnapshot> TakeAsync(NpgsqlDataSource database, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var connection = await database.OpenConnectionAsync(cancellationToken);
        try
        {
            var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
            var snapshot = new DatabaseSnapshot(connection, transaction, now);
            // The first query creates the snapshot.
            await using var progress = snapshot.Command(ProgressReader.Progress);
            snapshot.Progress = await ProgressReader.ReadAsync(progress, cancellationToken);
            return snapshot;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Number of rows of a stream's table.</summary>
    public async Task<long> CountAsync(StreamDefinition stream, CancellationToken cancellationToken)
    {
        await using var command = Command($"SELECT count(*) FROM {stream.Name}");
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Reads the ids of the events that the stream's group has applied.</summary>
    public Task ReadProcessedEventsAsync(StreamDefinition stream, Action<Guid> visit, CancellationToken cancellationToken) => ReadAsync(
        "SELECT event_id FROM processed_events WHERE consumer_group = $1", row => visit(row.GetGuid(0)),
        cancellationToken, stream.ConsumerGroup);

    /// <summary>Reads the rows of the stream's table.</summary>
    public Task ReadRowsAsync(StreamDefinition stream, Action<RowState> visit, CancellationToken cancellationToken)
    {
        var oldest = Guid.Parse(ProcessedEventPartitions.LowestId(ProcessedEventPartitions.OldestKept(_now)));
        var isCounted = stream.Projections.Count > 0;
        return ReadAsync(
            $"SELECT event_id, version, {stream.Key.Name}{(isCounted ? ", counted_version, counted" : "")} FROM {stream.Name}",
            row =>
            {
                var id = row.IsDBNull(0) ? (Guid?)null : row.GetGuid(0);
                visit(new(
                    HashOf(stream.Key, row), id is { } known && (known.Version != 7 || known >= oldest) ? known : null, row.GetInt32(1),
                    isCounted ? row.GetInt32(3) : 0, isCounted && row.GetInt32(4) == 1));
            },
            cancellationToken);
    }

    /// <summary>Reads the payloads of the stream's events in the outbox.</summary>
    public Task ReadOutboxAsync(StreamDefinition stream, Action<byte[]> visit, CancellationToken cancellationToken) => ReadAsync(
        "SELECT payload FROM outbox WHERE topic = $1", row => visit(row.GetFieldValue<byte[]>(0)), cancellationToken, stream.Name);

    /// <summary>Reads the table dead_letters.</summary>
    /// <param name="topic">Original topic of the dead letters.</param>
    /// <param name="visit">Called with original position, reason, SQLSTATE and event id.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public Task ReadDeadLettersAsync(
        string topic, Action<MessageSource, string, string?, Guid?> visit, CancellationToken cancellationToken) => ReadAsync(
        "SELECT partition, message_offset, topic_id, reason, sql_state, event_id FROM dead_letters WHERE topic = $1",
        row => visit(
            new(topic, row.GetInt32(0), row.GetInt64(1), row.GetGuid(2)), row.GetString(3),
            row.IsDBNull(4) ? null : row.GetString(4), row.IsDBNull(5) ? null : row.GetGuid(5)),
        cancellationToken, topic);

    /// <summary>Reads the original positions of the replayed dead letters.</summary>
    public Task ReadReplaysAsync(string topic, Action<MessageSource> visit, CancellationToken cancellationToken) => ReadAsync(
        "SELECT partition, message_offset, topic_id FROM dead_letter_replays WHERE topic = $1",
        row => visit(new(topic, row.GetInt32(0), row.GetInt64(1), row.GetGuid(2))), cancellationToken, topic);

    /// <summary>Whether processed_events has all applied events, because no partition has been dropped yet.</summary>
    public async Task<bool> HasAllProcessedEventsAsync(CancellationToken cancellationToken)
    {
        await using var command = Command($"""
            SELECT NOT EXISTS (SELECT FROM pg_inherits WHERE inhparent = 'processed_events'::regclass
                               AND inhrelid::regclass::text = 'processed_events_{ProcessedEventPartitions.OldestKept(_now):yyyyMMdd}')
            """);
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    /// <summary>Compares a projection with the rows of its stream.</summary>
    public async Task<ProjectionCheck> CheckAsync(StreamDefinition stream, Projection projection, CancellationToken cancellationToken)
    {
        await using var command = Command(ProjectionCheck.Sql(stream, projection));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private static ulong HashOf(Column key, NpgsqlDataReader row) => key switch
    {
        Column<string> => KeyHash.Of(row.GetString(2)),
        Column<Guid> => KeyHash.Of(row.GetGuid(2)),
        Column<int> => KeyHash.Of(row.GetInt32(2)),
        Column<long> => KeyHash.Of(row.GetInt64(2)),
        _ => throw new InvalidOperationException($"Column {key.Name} has type {key.ValueType.Name}, which keys do not support."),
    };

    private async Task ReadAsync(string sql, Action<NpgsqlDataReader> visit, CancellationToken cancellationToken, string? parameter = null)
    {
        await using var command = Command(sql);
        if (parameter is not null)
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = parameter });
        await using var reader = await command.ExecuteReaderAsync(CommandBehavior.SingleResult, cancellationToken);
        // Synchronous, because an await per row would cost more than reading the row.
        while (reader.Read())
            visit(reader);
        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <summary>Creates a command without timeout, because it reads whole tables.</summary>
    private NpgsqlCommand Command(string sql) => new(sql, _connection, _transaction) { CommandTimeout = 0 };
}
