namespace Pipeline.Streams.Faults;

/// <summary>The action to take after a fault.</summary>
public enum FaultAction
{
    /// <summary>Retry after a short pause. The failure counts towards opening the circuit breaker.</summary>
    Retry,

    /// <summary>As <see cref="Retry"/>, for causes that last longer: the circuit breaker opens and waits until the cause is gone.</summary>
    OpenBreaker,

    /// <summary>An event is the cause: find it, store it as a dead letter, continue with the other events.</summary>
    DeadLetter,

    /// <summary>The log no longer has the data: report the gap and continue after it.</summary>
    Skip,

    /// <summary>Retrying is useless: report the fault and stop.</summary>
    Stop,
}
