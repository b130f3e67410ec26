namespace Pipeline.Kafka.Producing;

/// <summary>Sends one list of messages: produces them in order, counts the delivery reports and records the first failure.</summary>
/// <param name="count">Number of messages.</param>
/// <param name="producer">The producer.</param>
/// <param name="retire">Called after a fatal error. Must end the producer.</param>
/// <param name="published">Records the acknowledged offsets.</param>
/// <param name="acknowledged">Called per acknowledgement.</param>
internal sealed class PublishOperation(
    int count, ProducerHandle producer, Action<ProducerHandle> retire, PublishedOffsets published, Action acknowledged)
{
    /// <summary>How long to wait for delivery reports after cancellation.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan QueueFullPause = TimeSpan.FromMilliseconds(10);

    private readonly bool[] _delivered = new bool[count];
    private readonly TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private FirstFailure? _failure;

    /// <summary>The last acknowledgement that is not yet in the shared offsets. Only the delivery thread uses it before the end.</summary>
    private (string? Topic, int Partition, long Offset) _last;

    /// <summary>Number of outstanding reports, plus one until all messages are produced.</summary>
    private int _outstanding = 1;

    public async Task<PublishResult> RunAsync(
        IReadOnlyList<EventMessage> messages,
        Func<EventMessage, (TopicPartition Target, Message<byte[], byte[]> Message)> toKafka,
        CancellationToken cancellationToken)
    {
        var produced = 0;
        try
        {
            for (; produced < messages.Count && _failure is null && !producer.Ended.IsCompleted; produced++)
            {
                var (target, message) = toKafka(messages[produced]);
                await ProduceAsync(target, message, produced, cancellationToken);
            }
        }
        catch (KafkaException e)
        {
            Fail(e.Error, produced);
        }
        catch (ObjectDisposedException) when (producer.Ended.IsCompleted)
        {
            // A fatal error of another operation ended the producer.
        }
        catch (OperationCanceledException)
        {
            _failure ??= new("stopping", null, -1);
        }

        Complete();
        await WaitAsync(cancellationToken);
        var prefix = Array.IndexOf(_delivered, false);
        return prefix < 0 ? new(count, null) : Result(prefix, messages);
    }

    private PublishResult Result(int prefix, IReadOnlyList<EventMessage> messages)
    {
        if (Volatile.Read(ref _failure) is not { } failure)
            return new(prefix, producer.Ended.IsCompleted ? "the producer is recreated" : "no delivery report yet");
        // An operator needs the id of a message that is refused permanently.
        var which = failure.Fault?.Action == FaultAction.Stop ? $"event {messages[failure.Index].EventId}: " : "";
        return new(prefix, which + failure.Text, failure.Fault);
    }

    private async Task ProduceAsync(
        TopicPartition target, Message<byte[], byte[]> message, int index, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Interlocked.Increment(ref _outstanding);
            try
            {
                producer.Client.Produce(target, message, report => Report(report, index));
                return;
            }
            catch (ProduceException<byte[], byte[]> e)
            {
                Complete(); // This message gets no report.
                if (e.Error.Code != ErrorCode.Local_QueueFull)
                    throw;
            }

            await Task.Delay(QueueFullPause, cancellationToken);
        }
    }

    /// <summary>Called on librdkafka's delivery thread, in order per partition.</summary>
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

        Complete();
    }

    /// <summary>Updates the shared offsets only when the partition changes, because reports arrive in batches per partition.</summary>
    private void Record(string topic, int partition, long offset)
    {
        if (_last.Topic is not null && (_last.Partition != partition || _last.Topic != topic))
            RecordLast();
        _last = (topic, partition, offset);
    }

    private void RecordLast()
    {
        if (_last.Topic is { } topic)
            published.Record(topic, _last.Partition, _last.Offset);
    }

    private void Fail(Error error, int index)
    {
        var fault = KafkaFaults.Of(error);
        if (Interlocked.CompareExchange(ref _failure, new(KafkaFaults.Text(error), fault, index), null) is null)
            FaultCounter.Count(fault);
        if (error.IsFatal)
            retire(producer);
    }

    private void Complete()
    {
        if (Interlocked.Decrement(ref _outstanding) != 0)
            return;
        RecordLast();
        _all.TrySetResult();
    }

    /// <summary>Waits for all reports, or until the producer has ended.</summary>
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

    private sealed record FirstFailure(string Text, Fault? Fault, int Index);
}
