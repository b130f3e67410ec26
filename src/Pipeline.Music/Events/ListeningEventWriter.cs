using Pipeline.Music.Behaviour;
using Pipeline.Music.Catalogue;
using Pipeline.Music.Listeners;

namespace Pipeline.Music.Events;

/// <summary>
/// Writes events as UTF-8 JSON without allocating. The constant parts are prepared once: per page and level, per location and age.
/// The fields and their order are those of <c>ListeningEvent</c>.
/// </summary>
internal sealed class ListeningEventWriter
{
    private readonly MusicCatalogue _catalogue;
    private readonly byte[][] _pages;
    private readonly byte[][] _places;
    private readonly byte[][] _tiers;
    private readonly int _ages;

    public ListeningEventWriter(MusicCatalogue catalogue, BehaviourModel behaviour, Population population)
    {
        (_catalogue, _ages) = (catalogue, population.Ages.Count);
        _pages =
        [
            .. from page in Enum.GetValues<Page>()
               from level in BehaviourChecks.Words<Level>()
               let terms = behaviour.Of(page)
               select Utf8($",\"page\":{Json(PageNames.Of(page))},\"method\":{Json(terms.Method)},\"status\":{terms.Status},"
                   + $"\"level\":\"{level}\",\"itemInSession\":"),
        ];
        _places =
        [
            .. from place in population.Locations
               from age in population.Ages
               select Utf8($",\"location\":{Json(place)},\"age\":{Json(age)}"),
        ];
        _tiers = [.. TierSize.All.Select(static t => Utf8($",\"artist_tier\":\"{t.Name}\",\"song_popularity\":"))];
    }

    /// <summary>Writes one line: the event of the listener's current page.</summary>
    /// <param name="time">Milliseconds since 1970.</param>
    /// <param name="listener">The listener, in the state of the event.</param>
    /// <param name="target">At least <see cref="EventBuffer.MaxEventBytes"/> bytes.</param>
    /// <returns>Number of bytes, including the line feed.</returns>
    public int Write(long time, Listener listener, Span<byte> target)
    {
        var line = new LineSpan(target);
        line.Add("{\"ts\":"u8);
        line.Add(time);
        line.Add(",\"userId\":\""u8);
        line.Add(listener.Id);
        line.Add("\",\"sessionId\":"u8);
        line.Add(listener.SessionId);
        line.Add(_pages[((int)listener.Page * 2) + (int)listener.Level]);
        line.Add(listener.Item);
        line.Add(_places[(listener.Location * _ages) + listener.Age]);
        if (listener.Page == Page.NextSong)
            AddSong(ref line, listener.Track);
        line.Add("}\n"u8);
        return line.Length;
    }

    private void AddSong(ref LineSpan line, int track)
    {
        var artist = _catalogue.ArtistOf(track);
        line.Add(",\"artist\":\""u8);
        line.Add(_catalogue.NameOf(artist));
        line.Add("\",\"song\":\""u8);
        line.Advance(_catalogue.WriteTitle(track, line.Free));
        line.Add("\",\"length\":"u8);
        line.AddSeconds(_catalogue.LengthOf(track));
        line.Add(_tiers[(int)_catalogue.TierOf(artist)]);
        line.Add(_catalogue.PopularityOf(track));
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private static string Json(string text) => $"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";
}
