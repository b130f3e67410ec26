using Microsoft.Extensions.Logging;
using Pipeline.Kafka.Telemetry;
using Pipeline.Streams.Delivery;
using Pipeline.Streams.Faults;
using Pipeline.Streams.Telemetry;

namespace Pipeline.Kafka.Consuming;

/// <summary>
/// Brings a stretch into the database: refused messages to the dead letters first, then the rows. When the database refuses a
/// row for the row's own fault, the stretch is halved until that row stands alone; it is dead-lettered, all others are applied.
/// </summary>
/// <param name="sink">Takes the rows.</param>
/// <param name="deadLetters">Takes what is given up.</param>
/// <param name="log">Says what was given up.</param>
/// <param name="headers">Reads the headers of what is given up; null where there is no broker to ask.</param>
/// <param name="time">Clock of what is measured; the system's unless a test has its own.</param>
internal sealed class BatchApplier(
    IBatchSink sink, IDeadLetterStore deadLetters, ILogger log, OriginalHeaders? headers = null, TimeProvider? time = null)
{
    private readonly TimeProvider _time = time ?? TimeProvider.System;

    private static readonly TimeSpan DeadLetterPause = TimeSpan.FromSeconds(1);

    /// <summary>Applies the stretch. Returns the last answer of the sink; a fenced one means that nothing further was written.</summary>
    public async Task<SinkResult> ApplyAsync(PartitionId partition, PendingBatch batch, CancellationToken cancellationToken)
    {
        var began = _time.GetTimestamp();
        BatchMetrics.HandedOver(partition, batch);
        using var trace = BatchTrace.Start(partition, batch);
        var stretch = new Stretch(partition, batch, trace, new(
            () => headers?.ReadAsync(partition, batch.Expected, batch.Next, cancellationToken) ?? Task.FromResult(new Dictionary<long, IReadOnlyList<MessageHeader>>())));
        await KeepRefusedAsync(stretch, cancellationToken);
        var result = await ApplyAsync(stretch, 0, batch.Rows.Count, batch.Expected, cancellationToken);
        BatchMetrics.Settled(partition, _time.GetElapsedTime(began));
        return result;
    }

    /// <summary>Together, not one after another: a flood of them would wait for an acknowledgement each. All are kept before the offset moves.</summary>
    private async Task KeepRefusedAsync(Stretch stretch, CancellationToken cancellationToken)
    {
        if (stretch.Batch.Refused.Count == 0)
            return;
        var originals = await stretch.Headers.Value;
        await Task.WhenAll(stretch.Batch.Refused.ConvertAll(refused =>
        {
            var (message, refusal) = refused;
            var fault = FaultTable.OfRefusal(refusal.Name);
            var letter = new DeadLetter(
                stretch.Partition, message.Offset, message.Timestamp, message.Key, message.Value, null, null, fault.Name, refusal.Field, null, 0);
            stretch.Trace?.DeadLettered(message.Offset, fault.Name);
            return KeepAsync(letter with { Headers = originals.GetValueOrDefault(message.Offset) ?? [] }, fault, cancellationToken);
        }));
    }

    private async Task<SinkResult> ApplyAsync(Stretch stretch, int start, int count, long expected, CancellationToken cancellationToken)
    {
        var slice = Slice(stretch, start, count, expected);
        try
        {
            return await CommitAsync(slice, stretch, cancellationToken);
        }
        catch (SinkFaultException e) when (e.Fault.Action == FaultAction.DeadLetter && count > 0)
        {
            if (count == 1)
                return await DeadLetterAsync(slice, stretch, e, cancellationToken);
        }

        var half = count / 2;
        var first = await ApplyAsync(stretch, start, half, expected, cancellationToken);
        return first.Fenced
            ? first
            : await ApplyAsync(stretch, start + half, count - half, first.NextOffset, cancellationToken);
    }

    private async Task<SinkResult> DeadLetterAsync(SubBatch slice, Stretch stretch, SinkFaultException fault, CancellationToken cancellationToken)
    {
        var message = stretch.Batch.Source(slice.Start);
        var rows = stretch.Batch.Rows;
        var letter = new DeadLetter(
            slice.Partition, message.Offset, message.Timestamp, message.Key, message.Value, rows.EventId[slice.Start],
            rows.Version[slice.Start], fault.Fault.Name, null, fault.SqlState, 1);
        var originals = await stretch.Headers.Value;
        await KeepAsync(letter with { Headers = originals.GetValueOrDefault(message.Offset) ?? [] }, fault.Fault, cancellationToken);
        stretch.Trace?.DeadLettered(message.Offset, fault.Fault.Name);
        return await CommitAsync(slice with { Count = 0, DeadLettered = slice.DeadLettered + 1 }, stretch, cancellationToken);
    }

    private async Task<SinkResult> CommitAsync(SubBatch slice, Stretch stretch, CancellationToken cancellationToken)
    {
        var began = _time.GetUtcNow();
        var result = await sink.ApplyAsync(slice, cancellationToken);
        var ended = _time.GetUtcNow();
        BatchMetrics.Committed(slice, result, ended);
        if (!result.Fenced)
            stretch.Trace?.Committed(slice, began, ended);
        return result;
    }

    /// <summary>The rows and whatever else lies in their stretch. The last slice reaches to the end of the batch.</summary>
    private static SubBatch Slice(Stretch stretch, int start, int count, long expected)
    {
        var batch = stretch.Batch;
        var next = start + count == batch.Rows.Count ? batch.Next : batch.Rows.Offset[start + count];
        return new(
            stretch.Partition, expected, next, batch.Rows, start, count,
            batch.Duplicates.Count(o => o >= expected && o < next),
            batch.Refused.Count(r => r.Message.Offset >= expected && r.Message.Offset < next));
    }

    /// <summary>Until it is kept somewhere, the partition stands still: the offset must not pass a message that nobody has.</summary>
    private async Task KeepAsync(DeadLetter letter, Fault fault, CancellationToken cancellationToken)
    {
        var said = false;
        while (true)
        {
            try
            {
                await deadLetters.KeepAsync(letter, cancellationToken);
                Failpoints.Reach(Failpoints.DeadLetterAfterKeep);
                FaultCounter.Count(fault);
                BatchMetrics.DeadLettered(letter.Partition, letter.Reason);
                log.DeadLettered(letter.Partition, letter.Offset, letter.Reason);
                return;
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                if (!said)
                    log.DeadLetterFailed(letter.Partition, letter.Offset, e.Message);
                said = true;
            }

            await Task.Delay(DeadLetterPause, cancellationToken);
        }
    }

    /// <summary>What is being applied.</summary>
    /// <param name="Partition">Where it comes from.</param>
    /// <param name="Batch">The messages.</param>
    /// <param name="Trace">Their spans, where one of them has a trace that is recorded.</param>
    /// <param name="Headers">Their headers by offset, read when the first of them must be dead-lettered.</param>
    private sealed record Stretch(PartitionId Partition, PendingBatch Batch, BatchTrace? Trace, Lazy<Task<Dictionary<long, IReadOnlyList<MessageHeader>>>> Headers);
}
