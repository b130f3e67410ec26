using System.Text;
using Pipeline.Music.Records;
using Pipeline.Operations.DeadLetters;
using Pipeline.Streams.Columns;
using Pipeline.Streams.Definitions;

namespace Pipeline.UnitTests.Music;

/// <summary>Messages that the topic music-streaming-events accepts: events of MusicSimulator and of eventsim.</summary>
public sealed class ListeningEventTests
{
    private const string Song = """
        {"ts":1772600767000,"userId":"17","sessionId":583,"page":"NextSong","method":"PUT","status":200,"level":"paid","itemInSession":3,
        "location":"Seoul, KR","age":"20s","artist":"달빛 유리","song":"Paper Harbour","length":217.43,"artist_tier":"indie",
        "song_popularity":41}
        """;

    /// <summary>As eventsim writes a play: escaped user agent, registration with a fraction, further fields.</summary>
    private const string EventsimSong = """
        {"ts":1542241826796,"userId":"15","sessionId":818,"page":"NextSong","auth":"Logged In","method":"PUT","status":200,"level":"paid",
        "itemInSession":0,"location":"Chicago-Naperville-Elgin, IL-IN-WI","userAgent":"\"Mozilla\/5.0 (X11; Linux x86_64)\"",
        "lastName":"Cruz","firstName":"Lily","registration":1540344794796.0,"gender":"F","artist":"Harmonia","song":"Sehr kosmisch",
        "length":655.77751}
        """;

    /// <summary>As eventsim writes a visitor who is not logged in.</summary>
    private const string EventsimVisitor = """
        {"ts":1541207073796,"userId":"","sessionId":52,"page":"Home","auth":"Logged Out","method":"GET","status":200,"level":"free",
        "itemInSession":0,"location":null,"userAgent":null,"lastName":null,"firstName":null,"registration":null,"gender":null,"artist":null,
        "song":null,"length":null}
        """;

    [Fact]
    public void The_stream_has_the_names_that_users_rely_on()
    {
        var stream = MusicStreams.Events;
        Assert.Equal(
            ("listening_events", "music-streaming-events", "listening_events-consumers"),
            (stream.Name, stream.DefaultTopic, stream.ConsumerGroup));
        Assert.Equal("user_id", stream.PartitionBy.Name);
        Assert.Equal(
            [
                "ts", "userId", "sessionId", "page", "method", "status", "level", "itemInSession", "location", "age", "artist", "song",
                "length", "artist_tier", "song_popularity",
            ],
            stream.Fields.Select(static c => c.JsonName));
        Assert.Equal("song_plays", Assert.Single(stream.Projections).Table);
    }

    [Fact]
    public void A_play_is_taken_and_counts()
    {
        var batch = Decoded(Song);
        Assert.Equal(new DateTime(2026, 3, 4, 5, 6, 7, DateTimeKind.Utc), batch.Rows<DateTime>("ts")[0]);
        Assert.Equal(("17", 583L, 3), (batch.Rows<string>("user_id")[0], batch.Rows<long>("session_id")[0],
            batch.Rows<int>("item_in_session")[0]));
        Assert.Equal(("달빛 유리", 217.43m), (batch.Rows<string?>("artist")[0], batch.Rows<decimal?>("length")[0]));
        Assert.True(batch.IsCounted(0));
    }

    [Fact]
    public void A_play_as_eventsim_writes_it_is_taken_and_counts()
    {
        var batch = Decoded(EventsimSong);
        Assert.Equal(655.77751m, batch.Rows<decimal?>("length")[0]);
        Assert.Equal(new DateTime(2018, 11, 15, 0, 30, 26, 796, DateTimeKind.Utc), batch.Rows<DateTime>("ts")[0]);
        Assert.Null(batch.Rows<string?>("age")[0]);
        Assert.True(batch.IsCounted(0));
    }

    [Theory]
    [InlineData("NextSong", "Home", false)]
    [InlineData("\"song\":\"Paper Harbour\",", "", false)]
    [InlineData("\"length\":217.43,", "", true)]
    public void Only_plays_with_artist_and_song_count(string part, string replacement, bool counts) =>
        Assert.Equal(counts, Decoded(Song.Replace(part, replacement, StringComparison.Ordinal)).IsCounted(0));

    [Fact]
    public void A_visitor_without_a_user_is_refused_because_the_user_id_is_empty() =>
        Assert.Equal(new(RefusalReason.OutOfRange, "userId"), Decode(EventsimVisitor, MusicStreams.Events.NewBatch(1)));

    [Fact]
    public void Dead_letters_show_pages_and_mask_listeners()
    {
        var shown = PayloadMask.Of(MusicStreams.Events).Value(Encoding.UTF8.GetBytes(EventsimSong));
        Assert.Contains("\"ts\":1542241826796", shown, StringComparison.Ordinal);
        Assert.Contains("\"page\":\"NextSong\",\"xxxx\":\"xxxxxx xx\",\"method\":\"PUT\",\"status\":200", shown, StringComparison.Ordinal);
        Assert.All(
            (string[])["\"15\"", "Chicago", "Mozilla", "Cruz", "Lily", "1540344794796"],
            secret => Assert.DoesNotContain(secret, shown, StringComparison.Ordinal));
    }

    private static EventBatch Decoded(string message)
    {
        var batch = MusicStreams.Events.NewBatch(1);
        Assert.Equal(Refusal.None, Decode(message, batch));
        return batch;
    }

    private static Refusal Decode(string message, EventBatch batch) =>
        batch.Stream.Decoder.Decode(Encoding.UTF8.GetBytes(message), 0, batch);
}
