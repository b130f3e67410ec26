namespace Pipeline.Kafka.Producing;

/// <summary>
/// Coalesces concurrent publish calls into groups, like group commit in a database. Calls that arrive while <see cref="MaxActive"/>
/// groups are active wait and start together as the next group, so that many small writers need few requests. Without this,
/// librdkafka's threads poll their sockets continuously while messages wait behind requests in flight; on few cores that starves the
/// brokers. Disadvantage: a partition that does not answer delays writers to all partitions. Thread-safe.
/// </summary>
/// <param name="inner">Sends the messages.</param>
public sealed class CoalescingPublisher(IEventPublisher inner) : IEventPublisher
{
    /// <summary>
    /// Maximum number of active groups. With one, a call waits for two answers: that of the previous group and its own. More groups
    /// make fewer calls share a request. Three, so that none of the seeder's writers waits.
    /// </summary>
    private const int MaxActive = 3;

    private readonly Lock _lock = new();
    private PublishGroup _next = new();
    private int _active;

    /// <inheritdoc/>
    public async Task<PublishResult> PublishAsync(IReadOnlyList<EventMessage> messages, CancellationToken cancellationToken)
    {
        var group = Join();
        try
        {
            await group.Started.WaitAsync(cancellationToken);
            return await inner.PublishAsync(messages, cancellationToken);
        }
        finally
        {
            Leave(group);
        }
    }

    private PublishGroup Join()
    {
        lock (_lock)
        {
            var joined = _next;
            joined.Calls++;
            StartNext();
            return joined;
        }
    }

    private void Leave(PublishGroup group)
    {
        lock (_lock)
        {
            group.Calls--;
            if (group.Calls > 0 || !group.Started.IsCompleted)
                return;
            _active--;
            StartNext();
        }
    }

    private void StartNext()
    {
        if (_active == MaxActive || _next.Calls == 0)
            return;
        _active++;
        _next.Start();
        _next = new();
    }

    private sealed class PublishGroup
    {
        private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Calls that wait or run.</summary>
        public int Calls { get; set; }

        public Task Started => _started.Task;

        public void Start() => _started.SetResult();
    }
}
