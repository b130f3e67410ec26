using Confluent.Kafka;
using Pipeline.Kafka;
using Pipeline.Kafka.Topics;
using Pipeline.Shop.Records;
using Pipeline.Streams.Definitions;

namespace Pipeline.IntegrationTests.Topics;

public sealed class TopicGuardTests(TestServers servers)
{
    [Fact]
    public async Task Topics_as_declared_pass()
    {
        await using var topics = await servers.Kafka.TopicsAsync();

        Assert.Empty(TopicGuard.Check(topics.Connection, Declared(topics.Names), Eventually.Deadline));
    }

    [Fact]
    public async Task Topic_cut_differently_is_told_in_one_sentence()
    {
        await using var topics = await servers.Kafka.TopicsAsync(partitions: 5);

        var differences = TopicGuard.Check(topics.Connection, Declared(topics.Names), Eventually.Deadline);

        Assert.Equal(topics.Names.Streams.All.Count, differences.Count);
        Assert.Contains(
            $"Topic '{topics.Names.Of(ShopStreams.Orders)}' has 5 partitions instead of 3: keys would change their partition; "
                + $"delete the topic and run `pipeline topics` (in containers: `make topics`), "
                + "or set KAFKA_PARTITIONS to the number meant.",
            differences);
    }

    [Fact]
    public async Task Missing_topic_is_told_in_one_sentence_and_not_created_by_the_question()
    {
        await using var topics = await servers.Kafka.TopicsAsync(deadLetters: false);
        var dead = topics.Names.DeadLettersOf(ShopStreams.Users);

        for (var ask = 0; ask < 2; ask++)
        {
            Assert.Contains(
                $"Topic '{dead}' does not exist: create it with `pipeline topics` (in containers: `make topics`), "
                    + "or set KAFKA_TOPIC_… to the topic meant.",
                TopicGuard.Check(topics.Connection, Declared(topics.Names), Eventually.Deadline));
        }
    }

    /// <summary>The topics of the streams, which the servers of the tests have, without further ones.</summary>
    private static IReadOnlyList<TopicDeclaration> Declared(TopicNames names) =>
    [
        .. TopicFile.BuiltIn(names).Where(t => names.Streams.All.Any(s => t.Name == names.Of(s) || t.Name == names.DeadLettersOf(s))),
    ];

    [Fact]
    public void Broker_that_is_away_is_an_exception_within_the_time() => Assert.Throws<KafkaException>(
        () => TopicGuard.Check(new KafkaConnection { BootstrapServers = "127.0.0.1:1" }, [], TimeSpan.FromSeconds(1)));
}
