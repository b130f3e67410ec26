namespace Pipeline.Hosting.Settings;

/// <summary>The streams and tables of a program.</summary>
/// <param name="Streams">The streams.</param>
/// <param name="Migrations">Migrations of the streams' tables.</param>
public sealed record PipelineDomain(StreamRegistry Streams, IReadOnlyList<MigrationSet> Migrations)
{
    /// <summary>Reads the domain's own groups of settings.</summary>
    public Func<PipelineSettings, object[]> ReadSettings { get; init; } = static _ => [];

    /// <summary>
    /// Declares the topics, from their names and the number of partitions (null: as in the file). Default: deploy/kafka/topics.json.
    /// </summary>
    public Func<TopicNames, int?, IReadOnlyList<TopicDeclaration>> DeclareTopics { get; init; } = TopicFile.BuiltIn;

    /// <summary>Joins domains into one, for programs that work with the streams of all. topics.json declares their topics.</summary>
    public static PipelineDomain Join(params IReadOnlyList<PipelineDomain> domains) =>
        new(StreamRegistry.Join(domains.Select(static d => d.Streams)), [.. domains.SelectMany(static d => d.Migrations)])
        {
            ReadSettings = settings => [.. domains.SelectMany(d => d.ReadSettings(settings))],
        };
}
