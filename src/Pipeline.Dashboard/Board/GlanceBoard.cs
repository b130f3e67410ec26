using Pipeline.Dashboard.Charts;
using Pipeline.Operations.DeadLetters;
using Pipeline.Operations.Status;

namespace Pipeline.Dashboard.Board;

/// <summary>What is shown, all of it. Immutable; every page shows the same object, so a further page costs its own drawing only.</summary>
/// <param name="Glance">The pipeline.</param>
/// <param name="Letters">The dead letters that wait.</param>
/// <param name="Charts">The last 15 minutes.</param>
public sealed record Picture(Glance Glance, Reading<DeadLetterReport> Letters, ChartSet Charts);

/// <summary>Where the one that reads puts the picture, and the pages take it from. Thread-safe.</summary>
public sealed class GlanceBoard(TimeProvider time)
{
    private Picture _picture = new(Glance.None, Reading.None<DeadLetterReport>(), ChartSet.None);
    private int _viewers;
    private long _lastLeft = time.GetTimestamp();

    /// <summary>The picture as of now.</summary>
    public Picture Picture => Volatile.Read(ref _picture);

    /// <summary>Called when there is a new picture.</summary>
    public event EventHandler? Changed;

    /// <summary>Pages that are open.</summary>
    public int Viewers => Volatile.Read(ref _viewers);

    /// <summary>How long nobody has looked; zero while somebody does.</summary>
    public TimeSpan Unwatched => Viewers > 0 ? TimeSpan.Zero : time.GetElapsedTime(Volatile.Read(ref _lastLeft));

    /// <summary>A page was opened.</summary>
    public void Enter(EventHandler changed)
    {
        Changed += changed;
        Interlocked.Increment(ref _viewers);
    }

    /// <summary>A page was closed.</summary>
    public void Leave(EventHandler changed)
    {
        Changed -= changed;
        Interlocked.Decrement(ref _viewers);
        Volatile.Write(ref _lastLeft, time.GetTimestamp());
    }

    /// <summary>Puts up a new picture.</summary>
    public void Show(Picture picture)
    {
        Volatile.Write(ref _picture, picture);
        Changed?.Invoke(this, EventArgs.Empty);
    }
}
