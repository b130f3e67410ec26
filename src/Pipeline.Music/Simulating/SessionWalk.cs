using Pipeline.Music.Behaviour;
using Pipeline.Music.Catalogue;
using Pipeline.Music.Choice;
using Pipeline.Music.Listeners;

namespace Pipeline.Music.Simulating;

/// <summary>
/// Moves listeners from event to event and from session to session, by the transition table of behaviour.json, song lengths and gaps.
/// </summary>
internal sealed class SessionWalk(MusicCatalogue catalogue, BehaviourModel behaviour, TrackChoice choice, RunStatistics statistics)
{
    /// <summary>Idle time that ends a session, milliseconds. The next session begins later, so that consumers can separate them.</summary>
    private const long IdleLimit = 30 * 60_000;

    /// <summary>Enters the listener's page: begins a session if there is none, and chooses the song of NextSong.</summary>
    public void Arrive(Listener listener, long time)
    {
        if (listener.SessionId == 0)
        {
            listener.SessionId = NewSessionId(listener, time);
            (listener.SessionStart, listener.Item, listener.SongEnd) = (time, 0, time);
            statistics.Begin(listener, time);
        }

        listener.Item++;
        if (listener.Page == Page.NextSong)
        {
            var (track, source) = choice.Choose(listener);
            (listener.Track, listener.SongEnd) = (track, time + catalogue.LengthOf(track));
            statistics.CountSong(listener.Taste, source, catalogue.TierOf(catalogue.ArtistOf(track)));
        }

        statistics.Count(listener);
    }

    /// <summary>Chooses the next page and its time, in this session or in a new one.</summary>
    /// <returns>Time of the next event, milliseconds since 1970; later than <paramref name="time"/>.</returns>
    public long Leave(Listener listener, long time)
    {
        var random = listener.Random;
        if (listener.Page == Page.Logout || random.Chance(behaviour.File.FallSilent))
            return EndSession(listener, time);
        var next = behaviour.Next(listener.Page, random);
        var at = next == Page.NextSong ? SongStart(listener, time) : time + behaviour.Of(listener.Page).Gap.Draw(random);
        if (at - time >= IdleLimit)
            return EndSession(listener, time);
        if (listener.Page == Page.Settings && random.Chance(behaviour.Of(listener.Level).LevelChangeAtSettings))
            listener.Level = listener.Level == Level.Free ? Level.Paid : Level.Free;
        listener.Page = next;
        return at;
    }

    /// <summary>
    /// A number of 53 bits, which JavaScript can hold. Random, because runs of different seeds have listeners with the same number. With
    /// the time in it, because runs of the same seed can start at different times. Otherwise events of two runs would have one id.
    /// </summary>
    private static long NewSessionId(Listener listener, long time) =>
        (long)Math.Max(1, (listener.Random.Bits() ^ ((ulong)time * 0x9E37_79B9_7F4A_7C15)) >> 11);

    private long SongStart(Listener listener, long time)
    {
        var random = listener.Random;
        var terms = behaviour.Of(listener.Page);
        if (terms.EndsSong || listener.SongEnd <= time)
            return time + terms.Gap.Draw(random);
        var level = behaviour.Of(listener.Level);
        var end = listener.SongEnd;
        if (listener.Page == Page.NextSong)
        {
            var skipped = random.Chance(level.Skip);
            statistics.CountSkip(listener.Level, skipped);
            if (skipped)
                end = Math.Min(end, time + behaviour.File.SkipAfter.Draw(random));
        }

        var advert = random.Chance(level.Advert) ? behaviour.File.AdvertSeconds : null;
        return end + (advert is null ? 0 : (long)(1000 * (advert.From + ((advert.To - advert.From) * random.Fraction()))));
    }

    private long EndSession(Listener listener, long time)
    {
        statistics.End(listener, time);
        (listener.SessionId, listener.Page) = (0, listener.Random.Pick(behaviour.FirstPage));
        var idle = Math.Max(time, listener.SongEnd) + IdleLimit;
        return behaviour.Rhythm.NextStart(
            idle, listener.UtcOffset, behaviour.SessionsPerDay[(int)listener.Activity], listener.Random);
    }
}
