using Confluent.Kafka;
using Pipeline.Streams.Delivery;
using Pipeline.Streams.Faults;
using Pipeline.Streams.Telemetry;

namespace Pipeline.Kafka.Producing;

/// <summary>One list of messages on its way: hands them over in order, counts the delivery reports, finds the first failure.</summary>
/// <param name="count">Number of messages.</param>
/// <param name="producer">Through which they go.</param>
/// <param name="retire">Gives the producer up after a fatal error; ends its life for all who wait for it.</param>
/// <param name="published">Learns how far Kafka has acknowledged.</param>
/// <param name="acknowledged">Told of each acknowledgement.</param>
internal sealed class PublishOperation(
    int count, ProducerHandle producer, Action<ProducerHandle> retire, PublishedOffsets published, Action acknowledged)
{
    /// <summary>How long reports are waited for once the caller wants to stop.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan QueueFullPause = TimeSpan.FromMilliseconds(10);

    private readonly bool[] _delivered = new bool[count];
    private readonly TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Failed? _failure;

    /// <summary>Last acknowledgement of a run of one partition. Only the delivery thread writes it, until all reports are in.</summary>
    private (string? Topic, int Partition, long Offset) _run;

    /// <summary>Reports still to come, and one for the handing over itself.</summary>
    private int _open = 1;

    public async Task<PublishResult> RunAsync(
        IReadOnlyList<EventMessage> messages,
        Func<EventMessage, (TopicPartition Target, Message<byte[], byte[]> Message)> toKafka,
        CancellationToken cancellationToken)
    {
        var handedOver = 0;
        try
        {
            for (; handedOver < messages.Count && _failure is null && !producer.Ended.IsCompleted; handedOver++)
            {
                var (target, message) = toKafka(messages[handedOver]);
                await HandOverAsync(target, message, handedOver, cancellationToken);
            }
        }
        catch (KafkaException e)
        {
            Fail(e.Error, handedOver);
        }
        catch (ObjectDisposedException) when (producer.Ended.IsCompleted)
        {
            // Another lane met the fatal error in this very moment.
        }
        catch (OperationCanceledException)
        {
            _failure ??= new("stopping", null, -1);
        }

        Close();
        await WaitAsync(cancellationToken);
        var prefix = Array.IndexOf(_delivered, false);
        return prefix < 0 ? new(count, null) : Result(prefix, messages);
    }

    private PublishResult Result(int prefix, IReadOnlyList<EventMessage> messages)
    {
        if (Volatile.Read(ref _failure) is not { } failure)
            return new(prefix, producer.Ended.IsCompleted ? "the producer is rebuilt" : "no delivery report yet");
        // Of a message that is refused for good a person must know which.
        var which = failure.Fault?.Action == FaultAction.Stop ? $"event {messages[failure.Index].EventId}: " : "";
        return new(prefix, which + failure.Text, failure.Fault);
    }

    private async Task HandOverAsync(
        TopicPartition target, Message<byte[], byte[]> message, int index, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Interlocked.Increment(ref _open);
            try
            {
                producer.Client.Produce(target, message, report => Report(report, index));
                return;
            }
            catch (ProduceException<byte[], byte[]> e)
            {
                Close(); // There will be no report for this one.
                if (e.Error.Code != ErrorCode.Local_QueueFull)
                    throw;
            }

            await Task.Delay(QueueFullPause, cancellationToken);
        }
    }

    /// <summary>On librdkafka's delivery thread, in order a partition.</summary>
    private void Report(DeliveryReport<byte[], byte[]> report, int index)
    {
        if (report.Error.IsError)
        {
            Fail(report.Error, index);
        }
        else
        {
            Volatile.Write(ref _delivered[index], true);
            Record(report.Topic, report.Partition.Value, report.Offset.Value);
            acknowledged();
        }

        Close();
    }

    /// <summary>Reports come a batch at a time: the offsets that all lanes share are written once a run of one partition.</summary>
    private void Record(string topic, int partition, long offset)
    {
        if (_run.Topic is not null && (_run.Partition != partition || _run.Topic != topic))
            EndRun();
        _run = (topic, partition, offset);
    }

    private void EndRun()
    {
        if (_run.Topic is { } topic)
            published.Record(topic, _run.Partition, _run.Offset);
    }

    private void Fail(Error error, int index)
    {
        var fault = KafkaFaults.Of(error);
        if (Interlocked.CompareExchange(ref _failure, new(KafkaFaults.Text(error), fault, index), null) is null)
            FaultCounter.Count(fault);
        if (error.IsFatal)
            retire(producer);
    }

    private void Close()
    {
        if (Interlocked.Decrement(ref _open) != 0)
            return;
        EndRun();
        _all.TrySetResult();
    }

    /// <summary>For all reports, or until there will be no more.</summary>
    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Task.WhenAny(_all.Task, producer.Ended).WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAny(_all.Task, producer.Ended, Task.Delay(Grace, CancellationToken.None));
        }
    }

    /// <summary>The first failure.</summary>
    private sealed record Failed(string Text, Fault? Fault, int Index);
}
