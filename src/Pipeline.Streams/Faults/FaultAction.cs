namespace Pipeline.Streams.Faults;

/// <summary>What follows from a fault.</summary>
public enum FaultAction
{
    /// <summary>The same again, after a short wait; counts for the breaker.</summary>
    Retry,

    /// <summary>As <see cref="Retry"/>; the cause is known to last, so it is the breaker that will wait for its end.</summary>
    OpenBreaker,

    /// <summary>The event is at fault: find it, put it into the dead-letter topic, go on with the others.</summary>
    DeadLetter,

    /// <summary>What is asked for is gone: report it and go on behind it.</summary>
    Skip,

    /// <summary>Nothing that waiting cures: say so and stop.</summary>
    Stop,
}
