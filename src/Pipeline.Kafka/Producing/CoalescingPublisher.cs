using Pipeline.Streams.Delivery;

namespace Pipeline.Kafka.Producing;

/// <summary>
/// Publishes in convoys, as a database commits in groups: what comes while enough convoys are under way goes with the next one,
/// all of it at once. Many small writers so make few requests. Without it librdkafka's threads ask their sockets thousands of
/// times a second while messages are due behind requests that wait for their answer, and on few cores keep the brokers from
/// answering. The price: while a partition does not answer, writers to all others wait too. Thread-safe.
/// </summary>
/// <param name="inner">Sends.</param>
public sealed class CoalescingPublisher(IEventPublisher inner) : IEventPublisher
{
    /// <summary>
    /// Convoys under way at the same time. With one, a writer waits for two answers: its own and that of the convoy before. The
    /// more there are, the longer the threads spin. Three, so that none of the seeder's writers waits.
    /// </summary>
    private const int MostUnderWay = 3;

    private readonly Lock _lock = new();
    private Convoy _next = new();
    private int _underWay;

    /// <inheritdoc/>
    public async Task<PublishResult> PublishAsync(IReadOnlyList<EventMessage> messages, CancellationToken cancellationToken)
    {
        var convoy = Join();
        try
        {
            await convoy.Departed.WaitAsync(cancellationToken);
            return await inner.PublishAsync(messages, cancellationToken);
        }
        finally
        {
            Leave(convoy);
        }
    }

    private Convoy Join()
    {
        lock (_lock)
        {
            var joined = _next;
            joined.Members++;
            Depart();
            return joined;
        }
    }

    private void Leave(Convoy convoy)
    {
        lock (_lock)
        {
            convoy.Members--;
            if (convoy.Members > 0 || !convoy.Departed.IsCompleted)
                return;
            _underWay--;
            Depart();
        }
    }

    private void Depart()
    {
        if (_underWay == MostUnderWay || _next.Members == 0)
            return;
        _underWay++;
        _next.Depart();
        _next = new();
    }

    private sealed class Convoy
    {
        private readonly TaskCompletionSource _departed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Lists of messages that wait or are under way.</summary>
        public int Members { get; set; }

        public Task Departed => _departed.Task;

        public void Depart() => _departed.SetResult();
    }
}
