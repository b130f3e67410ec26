using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using Pipeline.Domains;
using Pipeline.IntegrationTests.Consuming;
using Pipeline.Music.Records;
using Pipeline.Operations.DeadLetters;
using Pipeline.Operations.Status;
using Pipeline.Operations.Verification;
using Pipeline.Streams.Definitions;

namespace Pipeline.IntegrationTests.Streams;

/// <summary>Events that are published directly, as flat JSON: stored once, projected per hour and song, verified, shown.</summary>
public sealed class ListeningTests(TestServers servers)
{
    private const string Settled = "SELECT coalesce(sum(next_offset - first_offset), 0)::bigint FROM consumer_progress";

    private static StreamDefinition Stream => MusicStreams.Events;

    [Fact]
    public async Task Events_sent_directly_count_once_and_song_plays_is_what_the_log_has()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        await using var topics = await servers.Kafka.TopicsAsync();
        var listeners = new Listeners(topics, users: 50);
        var messages = listeners.Send(3_000);
        await using (var first = new RunningMember(database, topics, Stream))
        await using (var second = new RunningMember(database, topics, Stream))
        {
            messages += listeners.Send(1_000);
            await Eventually.EqualsAsync(messages, () => database.AskAsync<long>(Settled), "all messages are settled");
        }

        Assert.True(messages > 4_100, $"{messages} messages, so few were sent twice.");
        Assert.Equal(4_000, await database.CountAsync("listening_events"));
        Assert.Equal(4_000, await database.CountAsync("processed_events_derived"));
        Assert.Equal(Counted(topics), await PlaysAsync(database));
        Assert.Equal("verify: ok listening_events=4000 lost=0 duplicated=0 dead=0", (await VerifyAsync(database, topics)).Line);
    }

    [Fact]
    public async Task Fields_as_other_simulators_have_them_are_stored_or_dead_lettered_with_their_reason()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        await using var topics = await servers.Kafka.TopicsAsync();
        await topics.SendRawAsync(
            Stream, 3,
            """
            {"ts":1541207073796,"userId":"","sessionId":52,"page":"Home","method":"GET","status":200,"level":"free","itemInSession":0,
            "registration":null}
            """u8.ToArray(),
            """
            {"ts":1542241826796,"userId":"15","sessionId":818,"page":"NextSong","auth":"Logged In","method":"PUT","status":200,
            "level":"paid","itemInSession":0,"userAgent":"\"Mozilla\/5.0 (X11; Linux x86_64)\"","registration":1540344794796.0,
            "artist":"Harmonia","song":"Sehr kosmisch","length":655.77751}
            """u8.ToArray(),
            "{\"ts\":1542241826796,"u8.ToArray(), null,
            """{"event_type":"order_created","data":{}}"""u8.ToArray());
        await using var member = new RunningMember(database, topics, Stream);
        await Eventually.EqualsAsync(5, () => database.AskAsync<long>(Settled), "all messages are settled");

        Assert.Equal(["15 818 Harmonia 655.77751"], await database.ListAsync<string>(
            "SELECT concat_ws(' ', user_id, session_id, artist, length) FROM listening_events"));
        var settings = TestEnvironment.Settings(database, topics, AllDomains.Joined);
        using var reader = new DeadLetterReader(settings.Kafka, database.Source);
        var report = await DeadLetterReport.ReadAsync(reader, samples: 3, Token);
        Assert.Equal(
            ["empty", "missing_field ts", "not_json", "out_of_range userId"],
            report.Groups.SelectMany(g => g.Samples.Select(s => $"{g.Reason} {s.Detail}".Trim())).Order(StringComparer.Ordinal));
        Assert.Equal("verify: ok listening_events=1 lost=0 duplicated=0 dead=4", (await VerifyAsync(database, topics)).Line);
    }

    [Fact]
    public async Task Verification_finds_a_play_that_is_missing_doubled_or_counted_wrong()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        await using var topics = await servers.Kafka.TopicsAsync();
        var messages = new Listeners(topics, users: 5).Send(200);
        await using (var member = new RunningMember(database, topics, Stream))
            await Eventually.EqualsAsync(messages, () => database.AskAsync<long>(Settled), "all messages are settled");
        const string one = "ctid = (SELECT min(ctid) FROM";

        await database.ExecuteAsync($"UPDATE song_plays SET seconds = seconds + 0.00001 WHERE {one} song_plays)");
        Assert.Equal(FindingKind.Totals, Assert.Single((await VerifyAsync(database, topics)).Findings).Kind);
        await database.ExecuteAsync($"UPDATE song_plays SET plays = plays + 1 WHERE {one} song_plays)");
        Assert.Contains((await VerifyAsync(database, topics)).Findings, static f => f.Kind == FindingKind.Duplicated);
        await database.ExecuteAsync($"DELETE FROM listening_events WHERE {one} listening_events)");
        Assert.Contains((await VerifyAsync(database, topics)).Findings, static f => f.Kind == FindingKind.Lost);
    }

    [Fact]
    public async Task Status_shows_its_twelve_partitions_and_leaves_out_the_streams_of_a_domain_that_is_not_used()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        await using var topics = await servers.Kafka.TopicsAsync();
        var messages = new Listeners(topics, users: 60).Send(500);
        await using var member = new RunningMember(database, topics, Stream);
        await Eventually.EqualsAsync(messages, () => database.AskAsync<long>(Settled), "all messages are settled");
        var settings = TestEnvironment.Settings(database, topics, AllDomains.Joined);
        await using var reader = new StatusReader(
            settings.Kafka, settings.Postgres, new HttpReports([], Eventually.Deadline, TimeProvider.System), static e => e.Message,
            TimeProvider.System, Eventually.Deadline);

        var status = await reader.ReadAsync(Token);

        Assert.Equal((Listeners.Topic(topics), 0), Assert.Single(status.Streams.Select(static s => (s.Topic, s.Lag))));
        Assert.Equal(Enumerable.Range(0, 12), status.Partitions.Select(static p => p.Partition));
        Assert.Equal((messages, 500), (status.Partitions.Sum(static p => p.LogEnd), status.Partitions.Sum(static p => p.Applied)));
    }

    private static async Task<VerificationReport> VerifyAsync(TestDatabase database, TestTopics topics)
    {
        var settings = TestEnvironment.Settings(database, topics, AllDomains.Joined);
        return await new PipelineVerifier(settings.Kafka, settings.Verify, database.Source).RunAsync(Eventually.Deadline, Token);
    }

    internal static async Task<List<string>> PlaysAsync(TestDatabase database) =>
    [
        .. (await database.ListAsync<string>("""
            SELECT concat_ws('|', to_char(hour AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24'), artist, song, sum(plays), sum(seconds))
            FROM song_plays GROUP BY hour, artist, song
            """)).Order(StringComparer.Ordinal),
    ];

    /// <summary>The plays of the log, each event once, counted without the pipeline's decoder.</summary>
    internal static List<string> Counted(TestTopics topics) =>
    [
        .. topics.ReadAll(Stream).Select(static m => JsonDocument.Parse(m.Message.Value).RootElement)
            .DistinctBy(static e => (e.GetProperty("userId").GetString(), e.GetProperty("sessionId").GetInt64(),
                e.GetProperty("itemInSession").GetInt32()))
            .Where(static e => e.GetProperty("page").GetString() == "NextSong")
            .GroupBy(static e => (
                Hour: $"{DateTimeOffset.FromUnixTimeMilliseconds(e.GetProperty("ts").GetInt64()):yyyy-MM-dd HH}",
                Artist: e.GetProperty("artist").GetString(), Song: e.GetProperty("song").GetString()))
            .Select(static g => FormattableString.Invariant(
                $"{g.Key.Hour}|{g.Key.Artist}|{g.Key.Song}|{g.Count()}|{g.Sum(static e => e.GetProperty("length").GetDecimal()):0.00000}"))
            .Order(StringComparer.Ordinal),
    ];
}
