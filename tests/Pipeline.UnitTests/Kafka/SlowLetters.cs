using Pipeline.Streams.Delivery;

namespace Pipeline.UnitTests.Kafka;

/// <summary>Keeps a letter when the test says so.</summary>
internal sealed class SlowLetters : IDeadLetterStore
{
    private readonly Dictionary<long, TaskCompletionSource> _waiting = [];
    private readonly TaskCompletionSource _again = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Offsets of the letters given, in order.</summary>
    public List<long> Given { get; } = [];

    /// <summary>Completes when a letter is given a second time.</summary>
    public Task GivenAgain => _again.Task;

    public Task KeepAsync(DeadLetter letter, CancellationToken cancellationToken)
    {
        Given.Add(letter.Offset);
        var again = _waiting.ContainsKey(letter.Offset);
        var kept = _waiting[letter.Offset] = new();
        if (again)
            _again.TrySetResult();
        return kept.Task;
    }

    public void Acknowledge(long offset) => _waiting[offset].SetResult();

    public void Fail(long offset) => _waiting[offset].SetException(new InvalidOperationException("both are away"));
}
