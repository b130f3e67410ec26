using Pipeline.Music.Behaviour;
using Pipeline.Music.Catalogue;
using Pipeline.Music.Listeners;

namespace Pipeline.Music.Simulating;

/// <summary>Counts of the events, sessions and songs of a simulation.</summary>
internal sealed class RunStatistics
{
    /// <summary>Session lengths are counted per minute. Longer sessions count as this length.</summary>
    private const int MaxSessionMinutes = 1440;

    private readonly long[] _sessionMinutes = new long[MaxSessionMinutes + 1];
    private long _milliseconds;

    /// <summary>Number of events.</summary>
    public long Events { get; private set; }

    /// <summary>Listeners in a session.</summary>
    public int Active { get; private set; }

    /// <summary>Sessions that have begun.</summary>
    public long Sessions { get; private set; }

    /// <summary>Sessions that have ended.</summary>
    public long EndedSessions { get; private set; }

    /// <summary>Sessions that have ended without Logout.</summary>
    public long SilentSessions { get; private set; }

    /// <summary>Songs that were skipped, by <see cref="Level"/>.</summary>
    public long[] Skips { get; } = new long[2];

    /// <summary>Songs that were followed by another song without a page in between, by <see cref="Level"/>.</summary>
    public long[] Skippable { get; } = new long[2];

    /// <summary>Events by <see cref="Page"/>.</summary>
    public long[] Pages { get; } = new long[PageNames.All.Count];

    /// <summary>Events by <see cref="Level"/>.</summary>
    public long[] Levels { get; } = new long[2];

    /// <summary>Songs by <see cref="Tier"/>.</summary>
    public long[] Tiers { get; } = new long[TierSize.All.Count];

    /// <summary>Songs by <see cref="Taste"/> and <see cref="TrackSource"/>.</summary>
    public long[][] Choices { get; } = [new long[4], new long[4], new long[4]];

    /// <summary>Session starts by hour of the local day.</summary>
    public long[] Hours { get; } = new long[24];

    /// <summary>Average length of the ended sessions, from their first to their last event, minutes; 0 without any.</summary>
    public double AverageSessionMinutes => EndedSessions == 0 ? 0 : _milliseconds / 60_000.0 / EndedSessions;

    /// <summary>A percentile of the lengths of the ended sessions, whole minutes.</summary>
    /// <param name="share">0–1.</param>
    public int SessionMinutesAt(double share)
    {
        var left = share * EndedSessions;
        var minutes = 0;
        while (minutes < MaxSessionMinutes && (left -= _sessionMinutes[minutes]) > 0)
            minutes++;
        return minutes;
    }

    public void Begin(Listener listener, long time)
    {
        Sessions++;
        Active++;
        Hours[Rhythm.HourOf(time + listener.UtcOffset)]++;
    }

    public void End(Listener listener, long time)
    {
        Active--;
        EndedSessions++;
        SilentSessions += listener.Page == Page.Logout ? 0 : 1;
        _milliseconds += time - listener.SessionStart;
        _sessionMinutes[(int)Math.Min(MaxSessionMinutes, (time - listener.SessionStart) / 60_000)]++;
    }

    public void Count(Listener listener)
    {
        Events++;
        Pages[(int)listener.Page]++;
        Levels[(int)listener.Level]++;
    }

    public void CountSong(Taste taste, TrackSource source, Tier tier)
    {
        Tiers[(int)tier]++;
        Choices[(int)taste][(int)source]++;
    }

    public void CountSkip(Level level, bool skipped)
    {
        Skippable[(int)level]++;
        Skips[(int)level] += skipped ? 1 : 0;
    }
}
