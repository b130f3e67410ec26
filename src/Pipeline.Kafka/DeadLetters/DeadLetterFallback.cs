using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Pipeline.Kafka.Topics;
using Pipeline.Streams.Delivery;
using Pipeline.Streams.Faults;
using Pipeline.Streams.Telemetry;

namespace Pipeline.Kafka.DeadLetters;

/// <summary>
/// First the topic, and when it does not take the letter, the table. Fails when both do: then the partition must not go on.
/// Thread-safe: the letters of a batch come together.
/// </summary>
#pragma warning disable CA1001 // The semaphore holds no handle as long as nobody asks for its AvailableWaitHandle.
public sealed class DeadLetterFallback(
#pragma warning restore CA1001
    IDeadLetterStore topic, IDeadLetterStore table, ILogger<DeadLetterFallback> log, TimeProvider? time = null) : IDeadLetterStore
{
    /// <summary>How long a topic that did not acknowledge is left alone: asking it for each of a thousand messages would take hours.</summary>
    private static readonly TimeSpan LeaveAlone = TimeSpan.FromSeconds(30);

    private const long Answers = long.MinValue;

    private readonly TimeProvider _time = time ?? TimeProvider.System;

    /// <summary>One connection at a time: a thousand letters at once would take all that the pool has.</summary>
    private readonly SemaphoreSlim _toTable = new(1);
    private long _failedAt = Answers;

    /// <inheritdoc/>
    public async Task KeepAsync(DeadLetter letter, CancellationToken cancellationToken)
    {
        var failedAt = Volatile.Read(ref _failedAt);
        if (failedAt != Answers && _time.GetElapsedTime(failedAt) < LeaveAlone)
        {
            await KeepInTableAsync(letter, cancellationToken);
            return;
        }

        try
        {
            await topic.KeepAsync(letter, cancellationToken);
            Volatile.Write(ref _failedAt, Answers);
        }
        catch (KafkaException e)
        {
            var fault = KafkaFaults.Of(e.Error);
            FaultCounter.Count(fault);
            var silent = fault.Action != FaultAction.Stop;
            if (!silent)
                log.DeadLetterRefused(letter.Partition, letter.Offset, KafkaFaults.Text(e.Error));
            else if (Volatile.Read(ref _failedAt) == failedAt)
                log.DeadLetterTopicFailed(letter.Partition.TopicName + TopicNames.DeadLetterSuffix, KafkaFaults.Text(e.Error));
            // Before the table, so that of a thousand that fail together one is said.
            if (silent)
                Volatile.Write(ref _failedAt, _time.GetTimestamp());
            await KeepInTableAsync(letter, cancellationToken);
        }
    }

    /// <summary>When the table fails too, the topic is asked again at the next try.</summary>
    private async Task KeepInTableAsync(DeadLetter letter, CancellationToken cancellationToken)
    {
        await _toTable.WaitAsync(cancellationToken);
        try
        {
            await table.KeepAsync(letter, cancellationToken);
        }
        catch
        {
            Volatile.Write(ref _failedAt, Answers);
            throw;
        }
        finally
        {
            _toTable.Release();
        }
    }
}
