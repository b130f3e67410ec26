using Pipeline.Music.Catalogue;

namespace Pipeline.Music.Choice;

/// <summary>
/// The 100 most played songs, newly computed every simulated hour. Songs rise as they are expected to be played and wear out as they
/// have been played: plays of an hour follow from the positions of the hour before, the appeal of the song and seeded luck.
/// Rejected: the real plays. No shard knows those of the others, and shards put together must hold the events of one process.
/// </summary>
internal sealed class SongChart
{
    /// <summary>Number of positions.</summary>
    public const int Size = 100;

    private const long Hour = 3_600_000;

    /// <summary>Each of the most popular artists competes with this number of songs.</summary>
    private const int SongsPerArtist = 4;

    /// <summary>Hours before the start, so that the chart has settled.</summary>
    private const int HoursBefore = 72;

    /// <summary>The sum of 1/position, so that the shares of the positions sum to 1.</summary>
    private static readonly double Harmonic = Enumerable.Range(1, Size).Sum(static position => 1.0 / position);

    /// <summary>Share of the plays that come from the chart itself.</summary>
    private const double FromChart = 0.45;

    /// <summary>What remains of the score after an hour: a half-life of about seven hours.</summary>
    private const double Kept = 0.9;

    /// <summary>How fast a played song wears out, and how fast it recovers, per hour.</summary>
    private const double Wear = 0.25;
    private const double Recovery = 0.004;

    private readonly SeededRandom _random;
    private readonly int[] _tracks;
    private readonly double[] _appeal;
    private readonly double[] _freshness;
    private readonly double[] _scores;
    private readonly int[] _order;
    private readonly double[] _keys;
    private readonly double _appeals;
    private long _hour;

    /// <summary>Computes the chart of the hour of <paramref name="start"/>.</summary>
    /// <param name="catalogue">The songs.</param>
    /// <param name="random">The sequence of the seed.</param>
    /// <param name="start">UTC, milliseconds since 1970.</param>
    public SongChart(MusicCatalogue catalogue, SeededRandom random, long start)
    {
        _random = random.Fork("chart", 0);
        var artists = Enumerable.Range(0, TierSize.All[(int)Tier.Mega].Artists + TierSize.All[(int)Tier.Top].Artists);
        _tracks =
        [
            .. artists.SelectMany(a => Enumerable.Range(catalogue.FirstTrackOf(a), Math.Min(SongsPerArtist, catalogue.TracksOf(a)))),
        ];
        // Popularity is logarithmic: nine points are one e-fold of plays.
        _appeal = Array.ConvertAll(_tracks, t => Math.Exp(catalogue.PopularityOf(t) / 9.0));
        _appeals = _appeal.Sum();
        _freshness = Array.ConvertAll(_tracks, _ => 0.3 + (0.7 * _random.Fraction()));
        _scores = new double[_tracks.Length];
        (_order, _keys) = (new int[_tracks.Length], new double[_tracks.Length]);
        _hour = (start / Hour) - HoursBefore;
        MoveTo(start);
    }

    /// <summary>The tracks, from position 1.</summary>
    public int[] Positions { get; } = new int[Size];

    /// <summary>Number of hours for which the chart was computed.</summary>
    public int Updates { get; private set; }

    /// <summary>Computes the charts up to the hour of a time.</summary>
    public void MoveTo(long time)
    {
        for (; _hour < time / Hour; _hour++)
            Advance();
    }

    private void Advance()
    {
        for (var song = 0; song < _tracks.Length; song++)
            (_order[song], _keys[song]) = (song, -_scores[song]);
        Array.Sort(_keys, _order);
        for (var position = 0; position < _order.Length; position++)
        {
            var song = _order[position];
            var plays = (1 - FromChart) * _appeal[song] / _appeals;
            if (position < Size)
                plays += FromChart / ((position + 1) * Harmonic);
            plays *= _freshness[song] * Math.Exp(_random.Normal(0, 0.3));
            _scores[song] = (_scores[song] * Kept) + plays;
            _freshness[song] = Math.Clamp(_freshness[song] - (Wear * plays) + (Recovery * (1 - _freshness[song])), 0.02, 1);
            if (position < Size)
                Positions[position] = _tracks[song];
        }

        Updates++;
    }
}
