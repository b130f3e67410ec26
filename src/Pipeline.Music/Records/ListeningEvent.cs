namespace Pipeline.Music.Records;

/// <summary>
/// A listener's request for a page: a message of the topic music-streaming-events, and a row of the table listening_events. Fields that a
/// page does not have are absent. Further fields, as other simulators write them, are ignored.
/// </summary>
[Stream("listening_events", Topic = "music-streaming-events"), FlatJson]
public sealed record ListeningEvent
{
    /// <summary>Natural key, and id of the event. Copies of a message have the same key.</summary>
    [Key, DerivedFrom(nameof(UserId), nameof(SessionId), nameof(ItemInSession))]
    public Guid Id { get; init; }

    /// <summary>When the request was made, UTC.</summary>
    [EpochMilliseconds]
    public required DateTime Ts { get; init; }

    /// <summary>The listener. Also the Kafka key, so that all events of a listener are in one partition.</summary>
    [PartitionBy, JsonName("userId"), Text(1, 64), Personal]
    public required string UserId { get; init; }

    /// <summary>Number of the session. A listener has no two sessions with the same number.</summary>
    [JsonName("sessionId"), Number(0, long.MaxValue)]
    public required long SessionId { get; init; }

    /// <summary>The page, for example <see cref="SongPage"/>.</summary>
    [Text(1, 40, Repeats = true), CountedIf(SongPage), Shown("[A-Z][A-Za-z ]{0,39}")]
    public required string Page { get; init; }

    /// <summary>HTTP method.</summary>
    [Text(1, 10, Repeats = true), Shown("[A-Z]{1,10}")]
    public required string Method { get; init; }

    /// <summary>HTTP status.</summary>
    [Number(100, 599)]
    public required int Status { get; init; }

    /// <summary><c>free</c> or <c>paid</c>.</summary>
    [Text(1, 20, Repeats = true), Shown("[a-z]{1,20}")]
    public required string Level { get; init; }

    /// <summary>Number of the request in its session.</summary>
    [JsonName("itemInSession"), Number(0, int.MaxValue)]
    public required int ItemInSession { get; init; }

    /// <summary>City and country of the listener, for example <c>Seoul, KR</c>.</summary>
    [Text(1, 200, Repeats = true), Personal]
    public string? Location { get; init; }

    /// <summary>Age band of the listener, for example <c>20s</c>.</summary>
    [Text(1, 20, Repeats = true), Personal]
    public string? Age { get; init; }

    /// <summary>The artist. This and the following properties are null on pages other than <see cref="SongPage"/>.</summary>
    [Text(1, 400)]
    public string? Artist { get; init; }

    /// <summary>Title of the track.</summary>
    [Text(1, 400)]
    public string? Song { get; init; }

    /// <summary>Length of the track, 0–86,400 s, at most five decimals.</summary>
    [Number(0, 86_400, Decimals = 5)]
    public decimal? Length { get; init; }

    /// <summary>Tier of the artist, for example <c>indie</c>.</summary>
    [Text(1, 20, Repeats = true), Shown("[a-z]{1,20}")]
    public string? ArtistTier { get; init; }

    /// <summary>Popularity of the track, 0–100.</summary>
    [Number(0, 100)]
    public int? SongPopularity { get; init; }

    /// <summary>The page that plays a track. Only events of this page count in song_plays.</summary>
    public const string SongPage = "NextSong";
}
