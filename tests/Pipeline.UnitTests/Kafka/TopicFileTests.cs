using System.Text.Json;
using Pipeline.Domains;
using Pipeline.Kafka.Topics;
using Pipeline.Music.Records;
using Pipeline.Streams.Definitions;

namespace Pipeline.UnitTests.Kafka;

public sealed class TopicFileTests
{
    private static readonly TopicNames Declared = new(AllDomains.Joined.Streams);

    [Fact]
    public void Two_topics_per_stream_are_declared_and_two_for_broken_rows_of_files() => Assert.Equal(
        [
            "ad_events.dlq", "ad_events_error", "ad_events_raw", "ad_events_retry", "listening_events.dlq", "music-streaming-events",
            "orders", "orders.dlq", "products", "products.dlq", "users", "users.dlq",
        ],
        TopicFile.BuiltIn(Declared).Select(static t => t.Name).Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("users", 3, 7)]
    [InlineData("products", 3, 7)]
    [InlineData("orders", 3, 30)]
    [InlineData("music-streaming-events", 12, 7)]
    [InlineData("listening_events.dlq", 1, 30)]
    [InlineData("ad_events.dlq", 1, 30)]
    [InlineData("users.dlq", 1, 30)]
    [InlineData("products.dlq", 1, 30)]
    [InlineData("orders.dlq", 1, 30)]
    public void A_topic_is_declared_as_promised(string name, int partitions, int days)
    {
        var topic = TopicFile.BuiltIn(Declared).Single(t => t.Name == name);
        Assert.Equal((partitions, 3), (topic.Partitions, topic.Replication));
        Assert.Equal("2", topic.Config["min.insync.replicas"]);
        Assert.Equal("lz4", topic.Config["compression.type"]);
        Assert.Equal(TimeSpan.FromDays(days), TimeSpan.FromMilliseconds(long.Parse(topic.Config["retention.ms"])));
    }

    [Theory]
    [InlineData("ad_events_raw", 3, 24, "snappy", "10737418240")]
    [InlineData("ad_events_error", 1, 7 * 24, "gzip", null)]
    [InlineData("ad_events_retry", 2, 1, "lz4", null)]
    public void A_topic_of_the_ads_is_declared_as_promised(string name, int partitions, int hours, string codec, string? bytes)
    {
        var topic = TopicFile.BuiltIn(Declared).Single(t => t.Name == name);
        Assert.Equal((partitions, 3), (topic.Partitions, topic.Replication));
        Assert.Equal((codec, bytes), (topic.Config["compression.type"], topic.Config.GetValueOrDefault("retention.bytes")));
        Assert.Equal(TimeSpan.FromHours(hours), TimeSpan.FromMilliseconds(long.Parse(topic.Config["retention.ms"])));
    }

    [Fact]
    public void The_targets_of_a_topic_are_declared_with_it() => Assert.Equal(
        "50,000 messages/s, p99 1,000 ms, 99.9 % available",
        $"{TopicFile.BuiltIn(Declared).Single(static t => t.Targets is not null).Targets}");

    [Fact]
    public void Set_names_replace_the_declared_ones_and_their_dead_letter_topics()
    {
        var declared = TopicFile.BuiltIn(Named(("users", "shop-users"), ("orders", "shop.orders")));
        Assert.Equal(
            [
                "ad_events.dlq", "ad_events_error", "ad_events_raw", "ad_events_retry", "listening_events.dlq", "music-streaming-events",
                "products", "products.dlq", "shop-users", "shop-users.dlq", "shop.orders", "shop.orders.dlq",
            ],
            declared.Select(static t => t.Name).Order(StringComparer.Ordinal));
        Assert.Equal(1, declared.Single(static t => t.Name == "shop.orders.dlq").Partitions);
    }

    [Fact]
    public void A_topic_that_replaces_a_default_one_has_dead_letters_of_its_own_name_and_the_number_of_partitions_that_is_set()
    {
        var names = Named(("listening_events", "plays"));
        Assert.Equal(("plays", "plays.dlq"), (names.Of(MusicStreams.Events), names.DeadLettersOf(MusicStreams.Events)));
        Assert.Equal(
            [("plays", 4), ("plays.dlq", 1)],
            TopicFile.BuiltIn(names, 4).Where(static t => t.Name.StartsWith("plays", StringComparison.Ordinal))
                .Select(static t => (t.Name, t.Partitions)));
        Assert.Equal("listening_events.dlq", Declared.DeadLettersOf(MusicStreams.Events));
    }

    [Fact]
    public void Names_that_change_places_take_their_declarations_along()
    {
        var declared = TopicFile.BuiltIn(Named(("users", "orders"), ("orders", "users")));
        Assert.Equal("604800000", declared.Single(static t => t.Name == "orders").Config["retention.ms"]);
        Assert.Equal("2592000000", declared.Single(static t => t.Name == "users").Config["retention.ms"]);
    }

    [Fact]
    public void The_program_carries_the_declaration_of_the_repository()
    {
        using var file = File.OpenRead(Path.Combine(Repository.Root, "deploy", "kafka", "topics.json"));
        Assert.Equal(JsonSerializer.Serialize(TopicFile.Read(file, Declared)), JsonSerializer.Serialize(TopicFile.BuiltIn(Declared)));
    }

    [Fact]
    public void Every_stream_has_its_topic_and_its_dead_letter_topic() => Assert.All(AllDomains.Joined.Streams.All, static stream =>
    {
        var names = TopicFile.BuiltIn(Declared).Select(static t => t.Name).ToList();
        Assert.Contains(Declared.Of(stream), names);
        Assert.Contains(Declared.DeadLettersOf(stream), names);
    });

    private static TopicNames Named(params (string Stream, string Topic)[] names) =>
        new(AllDomains.Joined.Streams, names.ToDictionary(static n => n.Stream, static n => n.Topic, StringComparer.Ordinal));
}
