using Pipeline.Music.Events;

namespace Pipeline.Music.Output;

/// <summary>Sends events to a topic. The key is the userId, so that the events of a listener keep their order.</summary>
/// <param name="producer">Sends the messages; owned by this output.</param>
/// <param name="users">Highest number of a listener.</param>
internal sealed class KafkaOutput(DirectProducer producer, int users) : IDisposable
{
    /// <summary>Maximum wait for delivery reports at the end of a run.</summary>
    private static readonly TimeSpan FlushTimeout = TimeSpan.FromSeconds(60);

    /// <summary>Maximum wait for delivery reports after Ctrl+C or a failure.</summary>
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Interval at which a flush checks for Ctrl+C.</summary>
    private static readonly TimeSpan StopCheckInterval = TimeSpan.FromMilliseconds(200);

    private readonly byte[]?[] _keys = new byte[users + 1][];

    public DirectProducer Producer { get; } = producer;

    /// <summary>Sends all events of the buffer. Waits while too many are unacknowledged.</summary>
    public void Send(EventBuffer buffer, CancellationToken cancellationToken)
    {
        for (var index = 0; index < buffer.Count; index++)
        {
            var listener = buffer.ListenerOf(index);
            var key = _keys[listener] ??= Encoding.UTF8.GetBytes(listener.ToString(CultureInfo.InvariantCulture));
            Producer.Send(key, buffer.JsonOf(index), cancellationToken);
        }
    }

    /// <summary>Waits up to 60 s for the delivery reports; up to 10 s once the token is cancelled or a message has failed.</summary>
    public void Flush(TimeProvider time, CancellationToken stop)
    {
        var began = time.GetTimestamp();
        TimeSpan Limit() => stop.IsCancellationRequested || Producer.Failure is not null ? StopTimeout : FlushTimeout;
        while (Producer.InFlight > 0 && time.GetElapsedTime(began) < Limit())
            Producer.Flush(StopCheckInterval);
    }

    public void Dispose() => Producer.Dispose();
}
