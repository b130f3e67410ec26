using Confluent.Kafka;

namespace Pipeline.Kafka.Producing;

/// <summary>
/// A producer between its making and its fatal error. The lanes share it; once it has ended no report may be waited for, because
/// a disposed producer reports nothing.
/// </summary>
internal sealed class ProducerHandle(IProducer<byte[], byte[]> client, IDisposable? meter = null)
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IProducer<byte[], byte[]> Client { get; } = client;

    public Task Ended => _ended.Task;

    public void End()
    {
        if (_ended.TrySetResult())
            meter?.Dispose();
    }
}
