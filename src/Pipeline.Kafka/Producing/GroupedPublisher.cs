using Pipeline.Events.Delivery;

namespace Pipeline.Kafka.Producing;

/// <summary>
/// Publishes in groups, as a database commits: what comes while enough groups are under way goes with the next one, all of it at
/// once. Many small writers so make few requests. Without it librdkafka's threads ask their sockets thousands of times a second
/// while messages are due behind requests that wait for their answer, and on few cores keep the brokers from answering.
/// Thread-safe.
/// </summary>
/// <param name="inner">Sends.</param>
public sealed class GroupedPublisher(IEventPublisher inner) : IEventPublisher
{
    /// <summary>
    /// Groups under way at the same time. With one, a writer waits for two answers: its own and that of the group before. The more
    /// there are, the longer the threads spin.
    /// </summary>
    public const int MostUnderWay = 2;

    private readonly Lock _lock = new();
    private Group _next = new();
    private int _underWay;

    /// <inheritdoc/>
    public async Task<PublishResult> PublishAsync(IReadOnlyList<EventMessage> messages, CancellationToken cancellationToken)
    {
        var group = Join();
        try
        {
            await group.Departed.WaitAsync(cancellationToken);
            return await inner.PublishAsync(messages, cancellationToken);
        }
        finally
        {
            Leave(group);
        }
    }

    private Group Join()
    {
        lock (_lock)
        {
            var joined = _next;
            joined.Members++;
            Depart();
            return joined;
        }
    }

    private void Leave(Group group)
    {
        lock (_lock)
        {
            group.Members--;
            if (group.Members > 0 || !group.Departed.IsCompleted)
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

    private sealed class Group
    {
        private readonly TaskCompletionSource _departed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Lists of messages that wait or are under way.</summary>
        public int Members { get; set; }

        public Task Departed => _departed.Task;

        public void Depart() => _departed.SetResult();
    }
}
