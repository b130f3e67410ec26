using Pipeline.Postgres.Tables;

namespace Pipeline.Postgres.Sink;

/// <summary>
/// Applies each batch with one statement, which is one transaction and one round trip. Thread-safe. Use a data source with
/// synchronous_commit=off: each transaction includes the progress, so after a server crash the lost transactions are applied again from
/// Kafka.
/// </summary>
public sealed class PostgresSink(NpgsqlDataSource database) : IBatchSink
{
    private readonly OptimisticInsert _optimistic = new();

    /// <inheritdoc/>
    public async Task<long?> ReadProgressAsync(PartitionId partition, CancellationToken cancellationToken)
    {
        try
        {
            await using var command = database.CreateCommand(
                "SELECT next_offset FROM consumer_progress WHERE consumer_group = $1 AND topic = $2 AND partition = $3");
            AddPartition(command.Parameters, partition);
            return (long?)await command.ExecuteScalarAsync(cancellationToken);
        }
        catch (Exception e) when (PostgresFaults.Of(e) is { } fault)
        {
            throw PostgresFaults.Wrap(e, fault);
        }
    }

    /// <inheritdoc/>
    public async Task<long> StartAtAsync(PartitionId partition, long offset, CancellationToken cancellationToken)
    {
        try
        {
            await using var command = database.CreateCommand("""
                INSERT INTO consumer_progress
                    (consumer_group, topic, partition, first_offset, next_offset, applied, duplicates, dead_lettered)
                VALUES ($1, $2, $3, $4, $4, 0, 0, 0)
                ON CONFLICT DO NOTHING
                """);
            AddPartition(command.Parameters, partition);
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = offset });
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (Exception e) when (PostgresFaults.Of(e) is { } fault)
        {
            throw PostgresFaults.Wrap(e, fault);
        }

        return await ReadProgressAsync(partition, cancellationToken) ?? offset;
    }

    /// <inheritdoc/>
    public async Task<Guid> ClaimTopicAsync(PartitionId partition, Guid topicId, CancellationToken cancellationToken)
    {
        try
        {
            await using var command = database.CreateCommand("""
                UPDATE consumer_progress SET topic_id = CASE topic_id WHEN $5 THEN $4 ELSE topic_id END
                WHERE consumer_group = $1 AND topic = $2 AND partition = $3
                RETURNING topic_id
                """);
            AddPartition(command.Parameters, partition);
            command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = topicId });
            command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = Guid.Empty });
            return await command.ExecuteScalarAsync(cancellationToken) is Guid stored ? stored : topicId;
        }
        catch (Exception e) when (PostgresFaults.Of(e) is { } fault)
        {
            throw PostgresFaults.Wrap(e, fault);
        }
    }

    /// <inheritdoc/>
    public async Task<SinkResult> ApplyAsync(SubBatch subBatch, CancellationToken cancellationToken)
    {
        long? fresh;
        var began = Stopwatch.GetTimestamp();
        // A child of the batch span. Only batches with a traced message have one.
        using var span = Activity.Current is null
            ? null
            : PipelineTracing.Source.StartActivity("apply", ActivityKind.Client)?.SetTag("db.system.name", "postgresql");
        try
        {
            await using var connection = await database.OpenConnectionAsync(cancellationToken);
            Failpoints.Reach(Failpoints.ConsumerBeforeCommit);
            fresh = HasOnlyCreations(subBatch) && _optimistic.ShouldTry()
                ? await ApplyNewAsync(connection, subBatch, cancellationToken)
                : await ExecuteAsync(connection, subBatch, expectsNew: false, cancellationToken);
            Failpoints.Reach(Failpoints.ConsumerAfterCommit);
        }
        catch (Exception e) when (PostgresFaults.Of(e) is { } fault)
        {
            span?.SetStatus(ActivityStatusCode.Error, fault.Name);
            throw PostgresFaults.Wrap(e, fault);
        }

        if (fresh is null)
        {
            var stored = await ReadProgressAsync(subBatch.Partition, cancellationToken);
            return new(Fenced: true, stored ?? subBatch.Expected, Applied: 0, Duplicates: 0);
        }

        Instruments.CommitDuration.Record(Stopwatch.GetElapsedTime(began).TotalSeconds, MetricTags.Of(subBatch.Partition));
        var applied = (int)fresh.Value;
        return new(Fenced: false, subBatch.Next, applied, subBatch.Duplicates + subBatch.Count - applied);
    }

    /// <summary>Executes the optimistic statement, and after a conflict the general one.</summary>
    private async Task<long?> ApplyNewAsync(NpgsqlConnection connection, SubBatch subBatch, CancellationToken cancellationToken)
    {
        try
        {
            var fresh = await ExecuteAsync(connection, subBatch, expectsNew: true, cancellationToken);
            // Null: the sub-batch is fenced, so nothing was inserted.
            if (fresh is not null)
                _optimistic.Succeeded();
            return fresh;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            _optimistic.Conflicted();
            return await ExecuteAsync(connection, subBatch, expectsNew: false, cancellationToken);
        }
    }

    private static async Task<long?> ExecuteAsync(
        NpgsqlConnection connection, SubBatch subBatch, bool expectsNew, CancellationToken cancellationToken)
    {
        await using var command = Command(connection, subBatch, expectsNew);
        // Npgsql prepares a statement once per pooled connection.
        await command.PrepareAsync(cancellationToken);
        return (long?)await command.ExecuteScalarAsync(cancellationToken);
    }

    /// <summary>Whether all events create rows. A change always conflicts with the row that it changes.</summary>
    private static bool HasOnlyCreations(in SubBatch subBatch) =>
        subBatch.Count > 0 && !subBatch.Batch.Version.AsSpan(subBatch.Start, subBatch.Count).ContainsAnyExcept(1);

    private static NpgsqlCommand Command(NpgsqlConnection connection, SubBatch subBatch, bool expectsNew)
    {
        var command = connection.CreateCommand();
        command.CommandText = subBatch.Count == 0 ? SinkStatement.WithoutRows
            : expectsNew ? OptimisticInsertStatement.Of(subBatch.Batch.Stream)
            : SinkStatement.Of(subBatch.Batch.Stream);
        var parameters = command.Parameters;
        AddPartition(parameters, subBatch.Partition);
        parameters.Add(new NpgsqlParameter<long> { TypedValue = subBatch.Expected });
        parameters.Add(new NpgsqlParameter<long> { TypedValue = subBatch.Next });
        parameters.Add(new NpgsqlParameter<long> { TypedValue = subBatch.Duplicates });
        parameters.Add(new NpgsqlParameter<long> { TypedValue = subBatch.DeadLettered });
        parameters.Add(new NpgsqlParameter<long> { TypedValue = subBatch.Skipped });
        if (subBatch.Count == 0)
            return command;
        foreach (var column in StreamTable.Of(subBatch.Batch.Stream).Columns)
            parameters.Add(column.Parameter(subBatch.Batch, subBatch.Start, subBatch.Count));
        if (expectsNew)
        {
            foreach (var projection in subBatch.Batch.Stream.Projections)
                ProjectionSums.AddParameters(parameters, subBatch, projection);
        }

        return command;
    }

    internal static void AddPartition(NpgsqlParameterCollection parameters, PartitionId partition)
    {
        parameters.Add(new NpgsqlParameter<string> { TypedValue = partition.Group });
        parameters.Add(new NpgsqlParameter<string> { TypedValue = partition.TopicName });
        parameters.Add(new NpgsqlParameter<int> { TypedValue = partition.Partition });
    }
}
