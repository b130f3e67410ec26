using Confluent.Kafka;
using Pipeline.Events.Delivery;

namespace Pipeline.Kafka.Producing;

/// <summary>One list of messages on its way: hands them over in order, counts the delivery reports, finds the first failure.</summary>
internal sealed class Publication(int count, PublishedOffsets published, Action acknowledged)
{
    /// <summary>How long reports are waited for once the caller wants to stop.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan QueueFullPause = TimeSpan.FromMilliseconds(10);

    private readonly bool[] _delivered = new bool[count];
    private readonly TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string? _failure;

    /// <summary>Reports still to come, and one for the handing over itself.</summary>
    private int _open = 1;

    public async Task<PublishResult> RunAsync(
        IProducer<byte[], byte[]> producer,
        IReadOnlyList<EventMessage> messages,
        Func<EventMessage, (string Topic, Message<byte[], byte[]> Message)> toKafka,
        Action<IProducer<byte[], byte[]>> retire,
        CancellationToken cancellationToken)
    {
        try
        {
            for (var i = 0; i < messages.Count && _failure is null; i++)
            {
                var (topic, message) = toKafka(messages[i]);
                await HandOverAsync(producer, topic, message, i, cancellationToken);
            }
        }
        catch (KafkaException e)
        {
            Fail(e.Error);
            if (e.Error.IsFatal)
                retire(producer);
        }
        catch (OperationCanceledException)
        {
            _failure ??= "stopping";
        }

        Close();
        await WaitAsync(cancellationToken);
        if (FatalSeen)
            retire(producer);
        var prefix = Array.IndexOf(_delivered, false);
        return prefix < 0 ? new(count, null) : new(prefix, Volatile.Read(ref _failure) ?? "no delivery report yet");
    }

    private bool FatalSeen { get; set; }

    private async Task HandOverAsync(
        IProducer<byte[], byte[]> producer, string topic, Message<byte[], byte[]> message, int index, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Interlocked.Increment(ref _open);
            try
            {
                producer.Produce(topic, message, report => Report(report, index));
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
            Fail(report.Error);
        }
        else
        {
            Volatile.Write(ref _delivered[index], true);
            published.Record(report.Topic, report.Partition.Value, report.Offset.Value);
            acknowledged();
        }

        Close();
    }

    private void Fail(Error error)
    {
        FatalSeen |= error.IsFatal;
        Interlocked.CompareExchange(ref _failure, $"{Events.Faults.FaultTable.OfKafka(error.Code.ToString()).Name}: {error.Reason}", null);
    }

    private void Close()
    {
        if (Interlocked.Decrement(ref _open) == 0)
            _all.TrySetResult();
    }

    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _all.Task.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAny(_all.Task, Task.Delay(Grace, CancellationToken.None));
        }
    }
}
