using Pipeline.Music.Behaviour;

namespace Pipeline.Music.Listeners;

/// <summary>
/// A listener: fixed attributes, and the state of the current session. All random choices come from the listener's own sequence, so they
/// are the same in every process.
/// </summary>
/// <param name="id">Number of the listener, from 1.</param>
/// <param name="random">The listener's own sequence.</param>
internal sealed class Listener(int id, SeededRandom random)
{
    public int Id { get; } = id;

    public SeededRandom Random { get; } = random;

    /// <summary>Index of the age band.</summary>
    public required byte Age { get; init; }

    /// <summary>Index of the location.</summary>
    public required byte Location { get; init; }

    /// <summary>Milliseconds from UTC to local time.</summary>
    public required int UtcOffset { get; init; }

    public required Taste Taste { get; init; }

    public required Activity Activity { get; init; }

    /// <summary>Day of the registration.</summary>
    public required DateOnly Registered { get; init; }

    /// <summary>Preferred genres, the most preferred first; indexes of Genre.All.</summary>
    public required (byte First, byte Second, byte Third) Genres { get; init; }

    public Level Level { get; set; }

    /// <summary>Page of the listener's next event.</summary>
    public Page Page { get; set; }

    /// <summary>Id of the current session; 0 between sessions.</summary>
    public long SessionId { get; set; }

    /// <summary>When the session began, milliseconds since 1970.</summary>
    public long SessionStart { get; set; }

    /// <summary>Number of the last event in its session, from 1; 0 before the first.</summary>
    public int Item { get; set; }

    /// <summary>When the current song ends, milliseconds since 1970; the start of the session before the first song.</summary>
    public long SongEnd { get; set; }

    /// <summary>The last track; −1 before the first.</summary>
    public int Track { get; set; } = -1;
}
