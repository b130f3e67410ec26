using Pipeline.Kafka.Topics;

namespace Pipeline.Kafka.DeadLetters;

/// <summary>
/// Stores dead letters in the dead-letter topic or, if that fails, in the table dead_letters. Throws if both fail. Thread-safe,
/// because the dead letters of a batch arrive concurrently.
/// </summary>
#pragma warning disable CA1001 // The semaphore allocates a handle only when AvailableWaitHandle is used.
public sealed class DeadLetterFallback(
#pragma warning restore CA1001
    IDeadLetterStore topic, IDeadLetterStore table, ILogger<DeadLetterFallback> log, TimeProvider? time = null) : IDeadLetterStore
{
    /// <summary>
    /// How long dead letters go directly to the table after the topic failed. Waiting for a timeout per message could take hours.
    /// </summary>
    private static readonly TimeSpan FailurePause = TimeSpan.FromSeconds(30);

    private const long NotFailed = long.MinValue;

    private readonly TimeProvider _time = time ?? TimeProvider.System;

    /// <summary>One connection at a time, because a batch of dead letters would otherwise use the whole connection pool.</summary>
    private readonly SemaphoreSlim _tableLock = new(1);
    private long _failedAt = NotFailed;

    /// <inheritdoc/>
    public async Task KeepAsync(DeadLetter deadLetter, CancellationToken cancellationToken)
    {
        var failedAt = Volatile.Read(ref _failedAt);
        if (failedAt != NotFailed && _time.GetElapsedTime(failedAt) < FailurePause)
        {
            await KeepInTableAsync(deadLetter, cancellationToken);
            return;
        }

        try
        {
            await topic.KeepAsync(deadLetter, cancellationToken);
            Volatile.Write(ref _failedAt, NotFailed);
        }
        catch (KafkaException e)
        {
            var fault = KafkaFaults.Of(e.Error);
            FaultCounter.Count(fault);
            var isUnavailable = fault.Action != FaultAction.Stop;
            if (!isUnavailable)
                log.DeadLetterRefused(deadLetter.Partition, deadLetter.Offset, KafkaFaults.Text(e.Error));
            else if (Volatile.Read(ref _failedAt) == failedAt)
                log.DeadLetterTopicFailed(deadLetter.Partition.TopicName + TopicNames.DeadLetterSuffix, KafkaFaults.Text(e.Error));
            // Set before the write to the table, so that concurrent failures are logged once.
            if (isUnavailable)
                Volatile.Write(ref _failedAt, _time.GetTimestamp());
            await KeepInTableAsync(deadLetter, cancellationToken);
        }
    }

    /// <summary>If the table fails too, the next attempt tries the topic again.</summary>
    private async Task KeepInTableAsync(DeadLetter deadLetter, CancellationToken cancellationToken)
    {
        await _tableLock.WaitAsync(cancellationToken);
        try
        {
            await table.KeepAsync(deadLetter, cancellationToken);
        }
        catch
        {
            Volatile.Write(ref _failedAt, NotFailed);
            throw;
        }
        finally
        {
            _tableLock.Release();
        }
    }
}
