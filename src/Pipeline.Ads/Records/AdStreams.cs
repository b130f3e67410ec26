namespace Pipeline.Ads.Records;

/// <summary>The streams of the ads: every record of this assembly with the attribute Stream.</summary>
public static class AdStreams
{
    /// <summary>All streams of the ads.</summary>
    public static StreamRegistry Registry { get; } = StreamRegistry.Of(typeof(AdStreams).Assembly);

    /// <summary>Impressions, keyed by id.</summary>
    public static StreamDefinition<AdEvent> Events => StreamDefinition.Of<AdEvent>();
}
