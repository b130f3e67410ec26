using Pipeline.Streams.Delivery;
using Pipeline.Streams.Faults;
using Pipeline.Streams.Telemetry;

namespace Pipeline.IntegrationTests.Outbox;

/// <summary>Stands for Kafka: keeps what it acknowledges, and can stop acknowledging in the middle or stand still.</summary>
internal sealed class RecordingPublisher : IEventPublisher
{
    private readonly Lock _lock = new();
    private readonly List<Guid> _sent = [];
    private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource? _standstill;
    private int _room = int.MaxValue;
    private int _failures;
    private Fault? _fault;
    private Predicate<EventMessage> _refuses = static _ => false;

    /// <summary>Ids of the acknowledged events, in order.</summary>
    public IReadOnlyList<Guid> Sent
    {
        get
        {
            lock (_lock)
                return [.. _sent];
        }
    }

    /// <summary>Calls that ended with a failure.</summary>
    public int Failures => Volatile.Read(ref _failures);

    /// <summary>Completes when something was first handed over.</summary>
    public Task Entered => _entered.Task;

    /// <summary>Acknowledges so many more, then fails until told otherwise.</summary>
    public void FailAfter(int count, Fault? fault = null)
    {
        lock (_lock)
            (_room, _fault) = (count, fault);
    }

    /// <summary>Acknowledges up to the first of these, then fails until told otherwise.</summary>
    public void FailAt(Predicate<EventMessage> refuses)
    {
        lock (_lock)
            _refuses = refuses;
    }

    public void Heal()
    {
        FailAfter(int.MaxValue);
        FailAt(static _ => false);
    }

    /// <summary>Does not answer any more until <see cref="Release"/>.</summary>
    public void StandStill() => _standstill = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Release() => _standstill?.TrySetResult();

    public async Task<PublishResult> PublishAsync(IReadOnlyList<EventMessage> messages, CancellationToken cancellationToken)
    {
        _entered.TrySetResult();
        if (_standstill is { } standstill)
            await standstill.Task;
        lock (_lock)
        {
            var taken = Math.Min(_room, messages.TakeWhile(m => !_refuses(m)).Count());
            if (_room != int.MaxValue)
                _room -= taken;
            _sent.AddRange(messages.Take(taken).Select(m => m.EventId));
            if (taken == messages.Count)
                return new(taken, null);
            _failures++;
            return new(taken, $"{_fault?.Name ?? "below_min_insync"}: told so by the test", _fault);
        }
    }
}
