namespace Pipeline.Hosting.Settings;

/// <summary>CONSUMER_… .</summary>
/// <param name="Stream">CONSUMER_TOPIC: name of a stream; null when it is not set.</param>
/// <param name="Batch">CONSUMER_BATCH (1,000): maximum number of events per transaction, 1–10,000.</param>
public sealed record ConsumerOptions(StreamDefinition? Stream, int Batch)
{
    internal static ConsumerOptions Read(PipelineSettings settings) => new(
        settings.Reader.Choice<StreamDefinition?>("CONSUMER_TOPIC", null, [.. settings.Domain.Streams.All.Select(static s => (s.Name, s))]),
        settings.Reader.Number("CONSUMER_BATCH", 1000, 1, 10_000, "a number of events"));
}
