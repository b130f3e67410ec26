namespace Pipeline.Operations.Status;

/// <summary>A change of a breaker's state.</summary>
/// <param name="State">What it changed to.</param>
/// <param name="At">When, UTC.</param>
public sealed record BreakerChange(BreakerState State, DateTimeOffset At);

/// <summary>
/// A breaker's last changes, for whoever asks how it came to be as it is. Written under the breaker's lock; the list is replaced
/// and never changed, so that readers need none.
/// </summary>
public sealed class BreakerHistory
{
    /// <summary>Changes kept: an outage of five minutes with the default times makes about twenty.</summary>
    public const int Kept = 20;

    private IReadOnlyList<BreakerChange> _changes = [];

    /// <summary>The changes, oldest first; none while it has been closed from the start.</summary>
    public IReadOnlyList<BreakerChange> Changes => Volatile.Read(ref _changes);

    internal void Add(BreakerState state, DateTimeOffset at)
    {
        // A probe that was given back is no change that anyone asks for.
        if (_changes is [.., { } last] && last.State == state)
            return;
        Volatile.Write(ref _changes, [.. _changes.Skip(_changes.Count + 1 - Kept), new(state, at)]);
    }
}
