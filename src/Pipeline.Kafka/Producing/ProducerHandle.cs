namespace Pipeline.Kafka.Producing;

/// <summary>
/// A producer and the signal that it has ended, for example after a fatal error. After <see cref="Ended"/> completes, do not wait for
/// delivery reports, because a disposed producer sends none.
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
