namespace Pipeline.Kafka.Consuming;

/// <summary>
/// Applies a batch: stores refused messages as dead letters, then writes the rows. If the database refuses the batch because of a row,
/// bisects the batch until that row is alone, stores it as a dead letter and applies all others.
/// </summary>
/// <param name="sink">Writes the rows.</param>
/// <param name="deadLetters">Stores the dead letters.</param>
/// <param name="log">Logs the dead letters.</param>
/// <param name="headers">Reads the headers of dead letters; null to store them without headers.</param>
/// <param name="time">Clock for metrics and spans; null for the system clock.</param>
internal sealed class BatchApplier(
    IBatchSink sink, IDeadLetterStore deadLetters, ILogger log, OriginalHeaders? headers = null, TimeProvider? time = null)
{
    private readonly TimeProvider _time = time ?? TimeProvider.System;

    private static readonly TimeSpan DeadLetterPause = TimeSpan.FromSeconds(1);

    /// <summary>Applies the batch.</summary>
    /// <returns>The last result of the sink. If it is fenced, the rest of the batch was not written.</returns>
    public async Task<SinkResult> ApplyAsync(PartitionId partition, PendingBatch batch, CancellationToken cancellationToken)
    {
        var began = _time.GetTimestamp();
        BatchMetrics.Consumed(partition, batch);
        using var trace = BatchTrace.Start(partition, batch);
        var context = new BatchContext(partition, batch, trace, new(
            () => headers?.ReadAsync(partition, batch.Expected, batch.Next, cancellationToken)
                ?? Task.FromResult(new Dictionary<long, IReadOnlyList<MessageHeader>>())));
        await KeepRefusedAsync(context, cancellationToken);
        var result = await ApplyAsync(context, 0, batch.Rows.Count, batch.Expected, cancellationToken);
        BatchMetrics.Processed(partition, _time.GetElapsedTime(began));
        return result;
    }

    /// <summary>Stores all dead letters at once, because waiting for each acknowledgement would be slow.</summary>
    private async Task KeepRefusedAsync(BatchContext context, CancellationToken cancellationToken)
    {
        if (context.Batch.Refused.Count == 0)
            return;
        var originals = await context.Headers.Value;
        await Task.WhenAll(context.Batch.Refused.ConvertAll(refused =>
        {
            var (message, refusal) = refused;
            var fault = FaultTable.OfRefusal(refusal.Name);
            var deadLetter = new DeadLetter(
                context.Partition, message.Offset, message.Timestamp, message.Key, message.Value, null, null,
                fault.Name, refusal.Field, null, 0);
            context.Trace?.DeadLettered(message.Offset, fault.Name);
            return KeepAsync(WithOrigin(deadLetter, context, originals), fault, cancellationToken);
        }));
    }

    private async Task<SinkResult> ApplyAsync(
        BatchContext context, int start, int count, long expected, CancellationToken cancellationToken)
    {
        var subBatch = SubBatchOf(context, start, count, expected);
        try
        {
            return await CommitAsync(subBatch, context, cancellationToken);
        }
        catch (SinkFaultException e) when (e.Fault.Action == FaultAction.DeadLetter && count > 0)
        {
            if (count == 1)
                return await DeadLetterAsync(subBatch, context, e, cancellationToken);
        }

        var half = count / 2;
        var first = await ApplyAsync(context, start, half, expected, cancellationToken);
        return first.Fenced
            ? first
            : await ApplyAsync(context, start + half, count - half, first.NextOffset, cancellationToken);
    }

    private async Task<SinkResult> DeadLetterAsync(
        SubBatch subBatch, BatchContext context, SinkFaultException fault, CancellationToken cancellationToken)
    {
        var message = context.Batch.Source(subBatch.Start);
        var rows = context.Batch.Rows;
        var deadLetter = new DeadLetter(
            subBatch.Partition, message.Offset, message.Timestamp, message.Key, message.Value, rows.EventId[subBatch.Start],
            rows.Version[subBatch.Start], fault.Fault.Name, null, fault.SqlState, 1);
        var originals = await context.Headers.Value;
        await KeepAsync(WithOrigin(deadLetter, context, originals), fault.Fault, cancellationToken);
        context.Trace?.DeadLettered(message.Offset, fault.Fault.Name);
        return await CommitAsync(subBatch with { Count = 0, DeadLettered = subBatch.DeadLettered + 1 }, context, cancellationToken);
    }

    private async Task<SinkResult> CommitAsync(SubBatch subBatch, BatchContext context, CancellationToken cancellationToken)
    {
        var began = _time.GetUtcNow();
        var result = await sink.ApplyAsync(subBatch, cancellationToken);
        var ended = _time.GetUtcNow();
        BatchMetrics.Committed(subBatch, result, ended);
        if (!result.Fenced)
            context.Trace?.Committed(subBatch, began, ended);
        return result;
    }

    /// <summary>The rows and the other messages in their offset range. The last sub-batch extends to the end of the batch.</summary>
    private static SubBatch SubBatchOf(BatchContext context, int start, int count, long expected)
    {
        var batch = context.Batch;
        var next = start + count == batch.Rows.Count ? batch.Next : batch.Rows.Offset[start + count];
        return new(
            context.Partition, expected, next, batch.Rows, start, count,
            batch.Duplicates.Count(o => o >= expected && o < next),
            batch.Refused.Count(r => r.Message.Offset >= expected && r.Message.Offset < next),
            batch.Skipped.Where(s => s.Offset >= expected && s.Offset < next).Sum(static s => s.Count));
    }

    private static DeadLetter WithOrigin(
        DeadLetter deadLetter, BatchContext context, Dictionary<long, IReadOnlyList<MessageHeader>> headers) =>
        deadLetter with { Headers = headers.GetValueOrDefault(deadLetter.Offset) ?? [], TopicId = context.Batch.TopicId };

    /// <summary>Retries until the dead letter is stored. The offset must not pass a message that is stored nowhere.</summary>
    private async Task KeepAsync(DeadLetter deadLetter, Fault fault, CancellationToken cancellationToken)
    {
        var logged = false;
        while (true)
        {
            try
            {
                await deadLetters.KeepAsync(deadLetter, cancellationToken);
                Failpoints.Reach(Failpoints.DeadLetterAfterKeep);
                FaultCounter.Count(fault);
                BatchMetrics.DeadLettered(deadLetter.Partition, deadLetter.Reason);
                log.DeadLettered(deadLetter.Partition, deadLetter.Offset, deadLetter.Reason);
                return;
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                if (!logged)
                    log.DeadLetterFailed(deadLetter.Partition, deadLetter.Offset, e.Message);
                logged = true;
            }

            await Task.Delay(DeadLetterPause, cancellationToken);
        }
    }

    /// <summary>The batch being applied.</summary>
    /// <param name="Partition">The partition.</param>
    /// <param name="Batch">The messages.</param>
    /// <param name="Trace">The spans; null if no message has a recorded trace.</param>
    /// <param name="Headers">Headers by offset, read at the first dead letter.</param>
    private sealed record BatchContext(
        PartitionId Partition, PendingBatch Batch, BatchTrace? Trace,
        Lazy<Task<Dictionary<long, IReadOnlyList<MessageHeader>>>> Headers);
}
