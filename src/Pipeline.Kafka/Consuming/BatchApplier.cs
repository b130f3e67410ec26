using Microsoft.Extensions.Logging;
using Pipeline.Events.Delivery;
using Pipeline.Events.Faults;

namespace Pipeline.Kafka.Consuming;

/// <summary>
/// Brings a stretch into the database: refused messages to the dead letters first, then the rows. When the database refuses a
/// row for the row's own fault, the stretch is halved until that row stands alone; it is dead-lettered, all others are applied.
/// </summary>
internal sealed class BatchApplier(IBatchSink sink, IDeadLetterStore deadLetters, ILogger log)
{
    private static readonly TimeSpan DeadLetterPause = TimeSpan.FromSeconds(1);

    /// <summary>Applies the stretch. Returns the last answer of the sink; a fenced one means that nothing further was written.</summary>
    public async Task<SinkResult> ApplyAsync(PartitionId partition, PendingBatch batch, CancellationToken cancellationToken)
    {
        foreach (var (message, refusal) in batch.Refused)
        {
            await KeepAsync(
                new(partition, message.Offset, message.Timestamp, message.Key, message.Value, null, null, refusal.Name, refusal.Field, null, 0),
                cancellationToken);
        }

        return await ApplyAsync(partition, batch, 0, batch.Rows.Count, batch.Expected, cancellationToken);
    }

    private async Task<SinkResult> ApplyAsync(
        PartitionId partition, PendingBatch batch, int start, int count, long expected, CancellationToken cancellationToken)
    {
        var slice = Slice(partition, batch, start, count, expected);
        try
        {
            return await sink.ApplyAsync(slice, cancellationToken);
        }
        catch (SinkFaultException e) when (e.Fault.Action == FaultAction.DeadLetter && count > 0)
        {
            if (count == 1)
                return await DeadLetterAsync(slice, batch, e, cancellationToken);
        }

        var half = count / 2;
        var first = await ApplyAsync(partition, batch, start, half, expected, cancellationToken);
        return first.Fenced
            ? first
            : await ApplyAsync(partition, batch, start + half, count - half, first.NextOffset, cancellationToken);
    }

    private async Task<SinkResult> DeadLetterAsync(BatchSlice slice, PendingBatch batch, SinkFaultException fault, CancellationToken cancellationToken)
    {
        var message = batch.Source(slice.Start);
        await KeepAsync(
            new(slice.Partition, message.Offset, message.Timestamp, message.Key, message.Value, batch.Rows.EventId[slice.Start],
                batch.Rows.Version[slice.Start], fault.Fault.Name, null, fault.SqlState, 1),
            cancellationToken);
        return await sink.ApplyAsync(slice with { Count = 0, DeadLettered = slice.DeadLettered + 1 }, cancellationToken);
    }

    /// <summary>The rows and whatever else lies in their stretch. The last slice reaches to the end of the batch.</summary>
    private static BatchSlice Slice(PartitionId partition, PendingBatch batch, int start, int count, long expected)
    {
        var next = start + count == batch.Rows.Count ? batch.Next : batch.Rows.Offset[start + count];
        return new(
            partition, expected, next, batch.Rows, start, count,
            batch.Duplicates.Count(o => o >= expected && o < next),
            batch.Refused.Count(r => r.Message.Offset >= expected && r.Message.Offset < next));
    }

    /// <summary>Until it is kept somewhere, the partition stands still: the offset must not pass a message that nobody has.</summary>
    private async Task KeepAsync(DeadLetter letter, CancellationToken cancellationToken)
    {
        var said = false;
        while (true)
        {
            try
            {
                await deadLetters.KeepAsync(letter, cancellationToken);
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
}
