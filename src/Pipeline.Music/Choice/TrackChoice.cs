using Pipeline.Music.Behaviour;
using Pipeline.Music.Catalogue;
using Pipeline.Music.Listeners;

namespace Pipeline.Music.Choice;

/// <summary>Chooses the tracks of listeners. Artists of a source, songs of an artist and chart positions follow Zipf's law.</summary>
internal sealed class TrackChoice
{
    /// <summary>Probability of the first preferred genre, and of the first two together.</summary>
    private const double FirstGenre = 0.6;
    private const double FirstOrSecondGenre = 0.9;

    /// <summary>The exponent of Zipf's law.</summary>
    private const double Zipf = 1;

    private static readonly int FirstIndieArtist = TierSize.AllArtists - TierSize.All[(int)Tier.Indie].Artists;

    private readonly MusicCatalogue _catalogue;
    private readonly SongChart _chart;
    private readonly BehaviourModel _behaviour;
    private readonly int[][] _artistsByGenre;

    public TrackChoice(MusicCatalogue catalogue, SongChart chart, BehaviourModel behaviour)
    {
        (_catalogue, _chart, _behaviour) = (catalogue, chart, behaviour);
        var artists = Enumerable.Range(0, catalogue.ArtistCount).ToLookup(catalogue.GenreOf);
        _artistsByGenre = [.. Enumerable.Range(0, Genre.All.Count).Select(g => artists[(byte)g].ToArray())];
    }

    /// <summary>Chooses a track by the listener's taste. If it is the previous track, draws once more from the same source.</summary>
    public (int Track, TrackSource Source) Choose(Listener listener)
    {
        var random = listener.Random;
        var source = _behaviour.Source(listener.Taste, random);
        var track = Draw(source, listener, random);
        return (track == listener.Track ? Draw(source, listener, random) : track, source);
    }

    private int Draw(TrackSource source, Listener listener, SeededRandom random) => source switch
    {
        TrackSource.Chart => _chart.Positions[random.Zipf(SongChart.Size, Zipf)],
        TrackSource.Indie => SongOf(FirstIndieArtist + random.Zipf(_catalogue.ArtistCount - FirstIndieArtist, Zipf), random),
        TrackSource.Genre => SongOf(ArtistOf(_artistsByGenre[GenreOf(listener, random)], random), random),
        _ => random.Next(_catalogue.TrackCount),
    };

    private static int ArtistOf(int[] artists, SeededRandom random) => artists[random.Zipf(artists.Length, Zipf)];

    private int SongOf(int artist, SeededRandom random) =>
        _catalogue.FirstTrackOf(artist) + random.Zipf(_catalogue.TracksOf(artist), Zipf);

    private static byte GenreOf(Listener listener, SeededRandom random) => random.Fraction() switch
    {
        < FirstGenre => listener.Genres.First,
        < FirstOrSecondGenre => listener.Genres.Second,
        _ => listener.Genres.Third,
    };
}
