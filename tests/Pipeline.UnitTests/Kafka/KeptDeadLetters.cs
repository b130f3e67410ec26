using Pipeline.Streams.Delivery;

namespace Pipeline.UnitTests.Kafka;

/// <summary>Dead letters in memory; can be told to fail.</summary>
internal sealed class KeptDeadLetters(Exception? failure = null, Action<DeadLetter>? before = null) : IDeadLetterStore
{
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public List<DeadLetter> Letters { get; } = [];

    /// <summary>Completes when the first dead letter arrives, kept or not.</summary>
    public Task Asked => _asked.Task;

    /// <summary>How often it was given a dead letter, kept or not.</summary>
    public int Times { get; private set; }

    public Task KeepAsync(DeadLetter deadLetter, CancellationToken cancellationToken)
    {
        Times++;
        before?.Invoke(deadLetter);
        _asked.TrySetResult();
        if (failure is not null)
            return Task.FromException(failure);
        Letters.Add(deadLetter);
        return Task.CompletedTask;
    }
}
