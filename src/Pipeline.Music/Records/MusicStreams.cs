namespace Pipeline.Music.Records;

/// <summary>The streams of the music service: every record of this assembly with the attribute Stream.</summary>
public static class MusicStreams
{
    /// <summary>All streams of the music service.</summary>
    public static StreamRegistry Registry { get; } = StreamRegistry.Of(typeof(MusicStreams).Assembly);

    /// <summary>Listening events, with userId as Kafka key.</summary>
    public static StreamDefinition<ListeningEvent> Events => StreamDefinition.Of<ListeningEvent>();
}
