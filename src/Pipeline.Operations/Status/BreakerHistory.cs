namespace Pipeline.Operations.Status;

/// <summary>A state change of a breaker.</summary>
/// <param name="State">The new state.</param>
/// <param name="At">Time of the change, UTC.</param>
public sealed record BreakerChange(BreakerState State, DateTimeOffset At);

/// <summary>
/// The last state changes of a breaker. Written under the breaker's lock. A change replaces the list and never modifies it, so
/// readers need no lock.
/// </summary>
public sealed class BreakerHistory
{
    /// <summary>Number of changes kept: enough for an outage of five minutes with the default settings.</summary>
    public const int Kept = 20;

    private IReadOnlyList<BreakerChange> _changes = [];

    /// <summary>The changes, oldest first. Empty if the breaker has never opened.</summary>
    public IReadOnlyList<BreakerChange> Changes => Volatile.Read(ref _changes);

    internal void Add(BreakerState state, DateTimeOffset at)
    {
        // A cancelled probe sets the state Probing again, which is not a change.
        if (_changes is [.., { } last] && last.State == state)
            return;
        Volatile.Write(ref _changes, [.. _changes.Skip(_changes.Count + 1 - Kept), new(state, at)]);
    }
}
