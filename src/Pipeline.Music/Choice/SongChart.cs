using Pipeline.Music.Behaviour;
using Pipeline.Music.Catalogue;

namespace Pipeline.Music.Choice;

/// <summary>
/// The 100 most played songs, computed every simulated hour. The plays of a song in an hour are computed from its position in the
/// previous hour, its popularity, its freshness and a seeded random factor. Plays reduce the freshness, so songs rise, stay and fall.
/// Rejected: counting the simulated plays. A shard knows only its own plays, and all shards together must generate the events of one
/// process.
/// </summary>
internal sealed class SongChart
{
    /// <summary>Number of positions.</summary>
    public const int Size = 100;

    /// <summary>Number of songs per artist that can enter the chart.</summary>
    private const int SongsPerArtist = 4;

    /// <summary>Hours that are computed before the start, because the first charts depend on the initial scores of 0.</summary>
    private const int WarmUpHours = 72;

    /// <summary>The sum of 1/position. The share of a position is divided by it, so that all shares sum to 1.</summary>
    private static readonly double Harmonic = Enumerable.Range(1, Size).Sum(static position => 1.0 / position);

    /// <summary>Share of the plays that depend on the position in the chart. The rest depends on popularity.</summary>
    private const double FromChart = 0.45;

    /// <summary>Factor of the score per hour: a half-life of about seven hours.</summary>
    private const double Kept = 0.9;

    /// <summary>Loss of freshness per share of all plays, and the share of the lost freshness that returns per hour.</summary>
    private const double Wear = 0.25;
    private const double Recovery = 0.004;

    private readonly SeededRandom _random;
    private readonly int[] _tracks;
    private readonly double[] _appeal;
    private readonly double[] _freshness;
    private readonly double[] _scores;
    private readonly int[] _order;
    private readonly double[] _keys;
    private readonly double _appealSum;
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
        // The inverse of TrackColumns: nine more points of popularity are e times the plays.
        _appeal = Array.ConvertAll(_tracks, t => Math.Exp(catalogue.PopularityOf(t) / 9.0));
        _appealSum = _appeal.Sum();
        _freshness = Array.ConvertAll(_tracks, _ => 0.3 + (0.7 * _random.Fraction()));
        _scores = new double[_tracks.Length];
        (_order, _keys) = (new int[_tracks.Length], new double[_tracks.Length]);
        _hour = (start / Rhythm.Hour) - WarmUpHours;
        MoveTo(start);
    }

    /// <summary>The tracks, from position 1.</summary>
    public int[] Positions { get; } = new int[Size];

    /// <summary>Number of hours for which the chart was computed, including those before the start.</summary>
    public int Updates { get; private set; }

    /// <summary>Computes the charts up to the hour of a time.</summary>
    /// <param name="time">UTC, milliseconds since 1970. An earlier time than before has no effect.</param>
    public void MoveTo(long time)
    {
        for (; _hour < time / Rhythm.Hour; _hour++)
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
            var plays = (1 - FromChart) * _appeal[song] / _appealSum;
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
