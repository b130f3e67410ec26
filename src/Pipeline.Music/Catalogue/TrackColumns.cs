namespace Pipeline.Music.Catalogue;

/// <summary>The tracks, one array per column.</summary>
internal sealed class TrackColumns(int count)
{
    /// <summary>Release years are stored as the number of years since this one.</summary>
    public const int FirstYear = 1950;

    /// <summary>The newest release year. Fixed, so that a seed always gives the same catalogue.</summary>
    private const int LastYear = 2026;

    /// <summary>Average age of a track, years. Assumed.</summary>
    private const double AverageAge = 8;

    /// <summary>Share of an artist's tracks in another genre. Assumed.</summary>
    private const double OtherGenre = 0.12;

    /// <summary>Plays of the first track of the first artist, before the random factor. Assumed.</summary>
    private const double MostPlays = 1.6e9;

    public ushort[] Artists { get; } = new ushort[count];

    public byte[] Genres { get; } = new byte[count];

    /// <summary>Milliseconds.</summary>
    public int[] Lengths { get; } = new int[count];

    public byte[] Years { get; } = new byte[count];

    public byte[] Popularities { get; } = new byte[count];

    public uint[] Plays { get; } = new uint[count];

    public uint[] Likes { get; } = new uint[count];

    /// <summary>Generates the tracks <paramref name="from"/> (included) to <paramref name="to"/> (excluded) of an artist.</summary>
    public void Fill(SeededRandom random, int artist, int from, int to, byte mainGenre)
    {
        for (var track = from; track < to; track++)
        {
            var genre = random.Chance(OtherGenre) ? (byte)random.Next(Genre.All.Count) : mainGenre;
            Artists[track] = (ushort)artist;
            Genres[track] = genre;
            Lengths[track] = (int)random.LogNormal(Genre.All[genre].ShortSeconds * 1000, Genre.All[genre].LongSeconds * 1000);
            Years[track] = (byte)(LastYear - FirstYear - Math.Min(LastYear - FirstYear, (int)random.Exponential(AverageAge)));
            // Zipf's law over artists and over the tracks of an artist. The exponents are below 1, because total plays differ less than
            // the plays of one week.
            var weight = -(0.8 * Math.Log(artist + 1)) - (0.7 * Math.Log(track - from + 1));
            Popularities[track] = (byte)Math.Clamp(100 + (9 * weight) + random.Range(-3, 3), 0, 100);
            var plays = MostPlays * Math.Exp(weight) * (0.5 + random.Fraction());
            Plays[track] = (uint)plays;
            Likes[track] = (uint)(plays * (0.02 + (0.04 * random.Fraction())));
        }
    }
}
