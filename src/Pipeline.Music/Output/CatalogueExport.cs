using Pipeline.Music.Catalogue;

namespace Pipeline.Music.Output;

/// <summary><c>catalog</c>: writes the catalogue of a seed, one JSON object per track.</summary>
internal static class CatalogueExport
{
    /// <summary>Writes the file.</summary>
    /// <param name="seed">Seed of the catalogue; a simulation with the same seed plays these tracks.</param>
    /// <param name="path">The file; .gz compresses it.</param>
    /// <param name="stop">Ends the export after a whole line.</param>
    /// <returns>The catalogue, and the number of tracks written.</returns>
    /// <exception cref="StartupRefusedException">The file cannot be written; one sentence.</exception>
    public static (MusicCatalogue Catalogue, long Tracks) Write(long seed, string path, CancellationToken stop)
    {
        using var file = LineFile.Create(path);
        var catalogue = new MusicCatalogue(new(seed));
        Span<byte> title = stackalloc byte[NamePool.MaxLength];
        using var buffer = new MemoryStream();
        using var json = new Utf8JsonWriter(buffer, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        for (var track = 0; track < catalogue.TrackCount && !stop.IsCancellationRequested; track++)
        {
            buffer.SetLength(0);
            json.Reset();
            WriteTrack(json, catalogue, track, title[..catalogue.WriteTitle(track, title)]);
            json.Flush();
            buffer.WriteByte((byte)'\n');
            file.Add(buffer.GetBuffer().AsSpan(0, (int)buffer.Length), 1);
        }

        file.Flush();
        return (catalogue, file.Lines);
    }

    private static void WriteTrack(Utf8JsonWriter json, MusicCatalogue catalogue, int track, ReadOnlySpan<byte> title)
    {
        var artist = catalogue.ArtistOf(track);
        json.WriteStartObject();
        json.WriteNumber("track", track + 1);
        json.WriteString("artist", catalogue.NameOf(artist));
        json.WriteString("artist_tier", TierSize.All[(int)catalogue.TierOf(artist)].Name);
        json.WriteString("song", title);
        json.WriteString("genre", Genre.All[catalogue.TrackGenreOf(track)].Name);
        json.WriteNumber("length", catalogue.LengthOf(track) / 1000m);
        json.WriteNumber("year", catalogue.YearOf(track));
        json.WriteNumber("popularity", catalogue.PopularityOf(track));
        json.WriteNumber("plays", catalogue.PlaysOf(track));
        json.WriteNumber("likes", catalogue.LikesOf(track));
        json.WriteEndObject();
    }
}
