namespace Pipeline.Music.Catalogue;

/// <summary>
/// Artists and their tracks, generated from a seed. Artists are numbered by rank, and the tracks of an artist are consecutive and in the
/// order of their rank. To save memory, each column is one array, and titles are composed when they are written.
/// </summary>
internal sealed class MusicCatalogue
{
    private readonly byte[] _artistGenres = new byte[TierSize.AllArtists];
    private readonly bool[] _isKorean = new bool[TierSize.AllArtists];
    private readonly int[] _firstTracks = new int[TierSize.AllArtists + 1];
    private readonly byte[] _tiers = new byte[TierSize.AllArtists];
    private readonly byte[][] _artistNames = new byte[TierSize.AllArtists][];
    private readonly uint[] _titleNumbers = new uint[TierSize.AllArtists];
    private readonly NamePool _koreanSongs;
    private readonly NamePool _englishSongs;
    private readonly TrackColumns _tracks;

    /// <summary>Generates the catalogue of a seed.</summary>
    public MusicCatalogue(SeededRandom random)
    {
        var names = NameFile.Read();
        (_koreanSongs, _englishSongs) = (new(names.Songs.Korean), new(names.Songs.English));
        CreateArtists(random, new(names.Artists.Korean), new(names.Artists.English));
        _tracks = new(TrackCount);
        for (var artist = 0; artist < ArtistCount; artist++)
            _tracks.Fill(random.Fork("tracks", artist), artist, _firstTracks[artist], _firstTracks[artist + 1], _artistGenres[artist]);
    }

    /// <summary>Number of artists: 10,558.</summary>
    public int ArtistCount => _artistGenres.Length;

    /// <summary>Number of tracks, about 800,000.</summary>
    public int TrackCount => _firstTracks[^1];

    /// <summary>Number of tracks of an artist, 1 or more.</summary>
    public int TracksOf(int artist) => _firstTracks[artist + 1] - _firstTracks[artist];

    /// <summary>First track of an artist, the one with the highest rank.</summary>
    public int FirstTrackOf(int artist) => _firstTracks[artist];

    /// <summary>Main genre of an artist, an index of <see cref="Genre.All"/>.</summary>
    public byte GenreOf(int artist) => _artistGenres[artist];

    /// <summary>Tier of an artist.</summary>
    public Tier TierOf(int artist) => (Tier)_tiers[artist];

    /// <summary>Artist of a track.</summary>
    public int ArtistOf(int track) => _tracks.Artists[track];

    /// <summary>Length of a track, milliseconds.</summary>
    public int LengthOf(int track) => _tracks.Lengths[track];

    /// <summary>Popularity of a track, 0–100.</summary>
    public int PopularityOf(int track) => _tracks.Popularities[track];

    public byte TrackGenreOf(int track) => _tracks.Genres[track];

    public int YearOf(int track) => TrackColumns.FirstYear + _tracks.Years[track];

    public uint PlaysOf(int track) => _tracks.Plays[track];

    public uint LikesOf(int track) => _tracks.Likes[track];

    /// <summary>Name of an artist, UTF-8. Needs no escaping in JSON.</summary>
    public ReadOnlySpan<byte> NameOf(int artist) => _artistNames[artist];

    /// <summary>Writes the title of a track as UTF-8 that needs no escaping in JSON. The titles of an artist are distinct.</summary>
    /// <returns>Number of bytes, at most 96.</returns>
    public int WriteTitle(int track, Span<byte> target)
    {
        var artist = ArtistOf(track);
        var pool = _isKorean[artist] ? _koreanSongs : _englishSongs;
        return pool.Write(_titleNumbers[artist] + (uint)(track - _firstTracks[artist]), target);
    }

    private void CreateArtists(SeededRandom random, NamePool korean, NamePool english)
    {
        if (Math.Min(korean.Count, english.Count) < ArtistCount)
            throw new JsonException($"names.json has too few parts: each language needs {ArtistCount:N0} names of artists.");
        var genres = new Weighted<byte>(Genre.All.Select(static (genre, index) => ((byte)index, genre.Share)));
        var firstName = random.Fork("names", 0).Next(ArtistCount);
        Span<byte> name = stackalloc byte[NamePool.MaxLength];
        for (int artist = 0, tier = 0, endOfTier = TierSize.All[0].Artists; artist < ArtistCount; artist++)
        {
            if (artist == endOfTier)
                endOfTier += TierSize.All[++tier].Artists;
            var draw = random.Fork("artist", artist);
            _tiers[artist] = (byte)tier;
            _artistGenres[artist] = draw.Pick(genres);
            _isKorean[artist] = draw.Chance(Genre.All[_artistGenres[artist]].Korean);
            _titleNumbers[artist] = (uint)draw.Next(1 << 20);
            var average = TierSize.All[tier].Tracks;
            _firstTracks[artist + 1] = _firstTracks[artist] + draw.Range(average / 2, average * 3 / 2);
            var length = (_isKorean[artist] ? korean : english).Write((uint)(firstName + artist), name);
            _artistNames[artist] = name[..length].ToArray();
        }
    }
}
