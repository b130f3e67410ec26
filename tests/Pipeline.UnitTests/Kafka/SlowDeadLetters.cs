using Pipeline.Streams.Delivery;

namespace Pipeline.UnitTests.Kafka;

/// <summary>Keeps a dead letter when the test says so.</summary>
internal sealed class SlowDeadLetters : IDeadLetterStore
{
    private readonly Dictionary<long, TaskCompletionSource> _waiting = [];
    private readonly TaskCompletionSource _again = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Offsets of the dead letters given, in order.</summary>
    public List<long> Given { get; } = [];

    /// <summary>Completes when a dead letter is given a second time.</summary>
    public Task GivenAgain => _again.Task;

    public Task KeepAsync(DeadLetter deadLetter, CancellationToken cancellationToken)
    {
        Given.Add(deadLetter.Offset);
        var again = _waiting.ContainsKey(deadLetter.Offset);
        var kept = _waiting[deadLetter.Offset] = new();
        if (again)
            _again.TrySetResult();
        return kept.Task;
    }

    public void Acknowledge(long offset) => _waiting[offset].SetResult();

    public void Fail(long offset) => _waiting[offset].SetException(new InvalidOperationException("both are away"));
}
