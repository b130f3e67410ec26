using Pipeline.Ads.Records;
using Pipeline.Ads.Tables;

namespace Pipeline.Ads.Settings;

/// <summary>The settings of the ads.</summary>
public static class AdSettings
{
    /// <summary>Streams and tables of the ads.</summary>
    public static PipelineDomain Domain { get; } = new(AdStreams.Registry, [AdsContext.Migrations]);
}
