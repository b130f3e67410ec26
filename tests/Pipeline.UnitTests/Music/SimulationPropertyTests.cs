using System.Globalization;
using System.Text.Json;
using CsCheck;
using Pipeline.Music.Simulating;
using Pipeline.Simulation;

namespace Pipeline.UnitTests.Music;

/// <summary>What holds for every event of every simulation.</summary>
public sealed class SimulationPropertyTests
{
    private const long IdleLimit = 30 * 60_000;
    private static readonly string[] SongFields = ["artist", "song", "length", "artist_tier", "song_popularity"];
    private static readonly string[] Fields =
        ["ts", "userId", "sessionId", "page", "method", "status", "level", "itemInSession", "location", "age"];

    private static readonly List<JsonElement> Events = MusicSample.Events(MusicSample.Setup(), TimeSpan.FromHours(30));

    [Fact]
    public void Every_event_has_its_fields_in_order_and_NextSong_has_those_of_the_song_too() => Assert.All(Events, static e =>
    {
        var isSong = e.GetProperty("page").GetString() == "NextSong";
        Assert.Equal(isSong ? [.. Fields, .. SongFields] : Fields, e.EnumerateObject().Select(static p => p.Name));
        Assert.All(e.EnumerateObject(), static p => Assert.True(p.Value.ValueKind is JsonValueKind.Number or JsonValueKind.String));
        Assert.DoesNotContain(e.EnumerateObject(), static p => p.Value.ValueKind is JsonValueKind.String && p.Value.GetString() == "");
    });

    [Fact]
    public void Events_are_ordered_by_time_and_then_by_listener()
    {
        var order = Events.ConvertAll(static e => (Time(e), User(e)));
        Assert.Equal(order.Order(), order);
    }

    [Fact]
    public void Time_grows_per_listener_and_items_count_from_1_in_each_session() => Assert.All(Events.GroupBy(User), static user =>
    {
        var sessions = new HashSet<long>();
        JsonElement? previous = null;
        foreach (var e in user)
        {
            if (Item(e) == 1)
            {
                Assert.True(sessions.Add(Session(e)), "a session id comes twice");
                Assert.True(previous is null || Time(e) - Time(previous.Value) >= IdleLimit, "a session begins within 30 minutes");
            }
            else
            {
                Assert.Equal((Session(previous!.Value), Item(previous.Value) + 1), (Session(e), Item(e)));
                Assert.InRange(Time(e) - Time(previous.Value), 1, IdleLimit - 1);
                Assert.NotEqual("Logout", previous.Value.GetProperty("page").GetString());
            }

            previous = e;
        }
    });

    [Fact]
    public void A_song_is_followed_by_another_after_its_length_unless_it_was_skipped()
    {
        var pairs = Events.GroupBy(User).SelectMany(static user => user.Zip(user.Skip(1)))
            .Where(static p => Session(p.First) == Session(p.Second) && IsSong(p.First) && IsSong(p.Second))
            .Select(static p => (Gap: Time(p.Second) - Time(p.First), Length: (long)(p.First.GetProperty("length").GetDecimal() * 1000),
                IsFree: p.First.GetProperty("level").GetString() == "free"))
            .ToList();

        Assert.True(pairs.Count > 1000);
        // An advert takes 15 to 30 seconds, and only free listeners hear it.
        Assert.All(pairs, static p => Assert.InRange(p.Gap, 1, p.Length + (p.IsFree ? 30_000 : 0)));
        Assert.Contains(pairs, static p => p.Gap > p.Length + 15_000);
        Assert.True(pairs.Count(static p => p.Gap == p.Length) > pairs.Count / 4, "too few songs are played to their end");
    }

    [Fact]
    public void Method_status_and_level_are_those_of_the_page()
    {
        Assert.Equal(
            [
                "Add to Playlist PUT 200", "Browse GET 200", "Home GET 200", "Logout PUT 307", "NextSong PUT 200", "Search GET 200",
                "Settings GET 200", "Thumbs Down PUT 307", "Thumbs Up PUT 307",
            ], Distinct(static e => $"{Text(e, "page")} {Text(e, "method")} {e.GetProperty("status").GetInt32()}"));
        Assert.Equal(["free", "paid"], Distinct(static e => Text(e, "level")));
    }

    [Fact]
    public void A_level_changes_only_after_Settings() => Assert.All(
        Events.GroupBy(User).SelectMany(static user => user.Zip(user.Skip(1)))
            .Where(static p => Text(p.First, "level") != Text(p.Second, "level")),
        static p => Assert.Equal("Settings", Text(p.First, "page")));

    [Fact]
    public void Same_setup_gives_the_same_bytes_whatever_the_batches() => Gen.Int[1, 500].Sample(
        static batch => MusicSample.Lines(MusicSample.Setup(60), TimeSpan.FromHours(2), batch)
            == MusicSample.Lines(MusicSample.Setup(60), TimeSpan.FromHours(2)),
        iter: 10);

    [Fact]
    public void Another_seed_gives_other_bytes() => Assert.NotEqual(
        MusicSample.Lines(MusicSample.Setup(50), TimeSpan.FromMinutes(10)),
        MusicSample.Lines(MusicSample.Setup(50, seed: 43), TimeSpan.FromMinutes(10)));

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public void Shards_put_together_are_the_bytes_of_one_process(int shards)
    {
        var duration = TimeSpan.FromHours(26);
        var lines = Enumerable.Range(1, shards)
            .SelectMany(i => MusicSample.Events(MusicSample.Setup(shard: new Shard(i, shards)), duration))
            .OrderBy(Time).ThenBy(User)
            .Select(static e => e.GetRawText() + "\n");

        Assert.Equal(MusicSample.Lines(MusicSample.Setup(), duration), string.Concat(lines));
    }

    [Theory]
    [InlineData(43, 0)]
    [InlineData(MusicSample.Seed, 100)]
    public void Sessions_of_another_seed_or_start_have_other_ids(long seed, int milliseconds)
    {
        static List<JsonElement> FirstEvents(SimulationSetup setup) =>
            [.. MusicSample.Events(setup, TimeSpan.FromMinutes(2)).Where(static e => Item(e) == 1)];

        var first = FirstEvents(MusicSample.Setup(20_000));
        var other = FirstEvents(MusicSample.Setup(20_000, seed: seed) with { Start = MusicSample.Start.AddMilliseconds(milliseconds) });

        // Listeners of the same number begin a session in the same second.
        Assert.NotEmpty(first.Select(static e => (User(e), Time(e) / 1000)).Intersect(other.Select(static e => (User(e), Time(e) / 1000))));
        Assert.Empty(first.Select(static e => (User(e), Session(e))).Intersect(other.Select(static e => (User(e), Session(e)))));
    }

    [Fact]
    public void More_listeners_do_not_change_what_the_others_do()
    {
        var few = MusicSample.Events(MusicSample.Setup(20), TimeSpan.FromHours(5)).ConvertAll(static e => e.GetRawText());
        var many = MusicSample.Events(MusicSample.Setup(60), TimeSpan.FromHours(5));

        Assert.Equal(few, many.Where(static e => User(e) <= 20).Select(static e => e.GetRawText()));
    }

    [Fact]
    public void The_counts_are_those_of_the_events()
    {
        var counted = MusicSample.Count(MusicSample.Setup(), TimeSpan.FromHours(30));

        Assert.Equal(Events.Count, counted.Events);
        Assert.Equal(Events.Count(static e => Item(e) == 1), counted.Sessions);
        Assert.Equal(Events.Count(IsSong), counted.Tiers.Sum());
        Assert.Equal(counted.Sessions - counted.EndedSessions, counted.Active);
    }

    private static IEnumerable<string> Distinct(Func<JsonElement, string> of) => Events.Select(of).Distinct().Order(StringComparer.Ordinal);

    private static string Text(JsonElement e, string field) => e.GetProperty(field).GetString()!;

    private static bool IsSong(JsonElement e) => Text(e, "page") == "NextSong";

    private static long Time(JsonElement e) => e.GetProperty("ts").GetInt64();

    private static int User(JsonElement e) => int.Parse(Text(e, "userId"), CultureInfo.InvariantCulture);

    private static long Session(JsonElement e) => e.GetProperty("sessionId").GetInt64();

    private static int Item(JsonElement e) => e.GetProperty("itemInSession").GetInt32();
}
