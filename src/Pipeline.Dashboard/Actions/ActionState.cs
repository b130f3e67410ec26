namespace Pipeline.Dashboard.Actions;

/// <summary>State of an action. Immutable.</summary>
/// <param name="StartedAt">Last start, UTC; null before the first one.</param>
/// <param name="EndedAt">End of that run, UTC; null while it runs.</param>
/// <param name="Result">Result of the last run that succeeded; null after a failed run.</param>
/// <param name="Fault">Why the last run failed, as a sentence; null when it did not.</param>
public sealed record ActionState<T>(DateTimeOffset? StartedAt, DateTimeOffset? EndedAt, T? Result, string? Fault)
    where T : class
{
    /// <summary>Whether a run is in progress.</summary>
    public bool IsRunning => StartedAt is not null && EndedAt is null;
}
