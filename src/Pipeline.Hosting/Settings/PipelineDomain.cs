using Pipeline.Kafka.Topics;
using Pipeline.Postgres.Schema;
using Pipeline.Streams.Definitions;

namespace Pipeline.Hosting.Settings;

/// <summary>What a program runs the transport for.</summary>
/// <param name="Streams">The streams.</param>
/// <param name="Migrations">The migrations of their tables.</param>
public sealed record PipelineDomain(StreamRegistry Streams, IReadOnlyList<MigrationSet> Migrations)
{
    /// <summary>Declares the topics, by names and number of partitions (null: as declared). Default: deploy/kafka/topics.json.</summary>
    public Func<TopicNames, int?, IReadOnlyList<TopicDeclaration>> DeclareTopics { get; init; } = TopicFile.BuiltIn;
}
