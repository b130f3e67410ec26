namespace Pipeline.Ads.Records;

/// <summary>
/// Impressions and clicks per partition and minute of event time: a row of the table ad_windows_1m. The views ad_ctr_1m and ad_ctr_5m add
/// the partitions up and divide clicks by impressions.
/// </summary>
[Projection("ad_windows_1m", typeof(AdEvent))]
public sealed record AdMinute
{
    /// <summary>Partition of the topic ad_events_raw.</summary>
    [PartitionNumber]
    public int Partition { get; init; }

    /// <summary>Start of the minute, UTC.</summary>
    [GroupBy(nameof(AdEvent.EventTime), Minutes = 1)]
    public DateTime WindowStart { get; init; }

    /// <summary>Category of the site.</summary>
    [GroupBy(nameof(AdEvent.SiteCategory))]
    public required string SiteCategory { get; init; }

    /// <summary>Position of the banner.</summary>
    [GroupBy(nameof(AdEvent.BannerPos))]
    public int BannerPos { get; init; }

    /// <summary>Type of the device.</summary>
    [GroupBy(nameof(AdEvent.DeviceType))]
    public int DeviceType { get; init; }

    /// <summary>Number of impressions.</summary>
    [Count]
    public long Impressions { get; init; }

    /// <summary>Number of clicks.</summary>
    [Sum(nameof(AdEvent.Click))]
    public long Clicks { get; init; }
}

/// <summary>The same as <see cref="AdMinute"/> per five minutes: a row of the table ad_windows_5m.</summary>
[Projection("ad_windows_5m", typeof(AdEvent))]
public sealed record AdFiveMinutes
{
    /// <summary>Partition of the topic ad_events_raw.</summary>
    [PartitionNumber]
    public int Partition { get; init; }

    /// <summary>Start of the five minutes, UTC.</summary>
    [GroupBy(nameof(AdEvent.EventTime), Minutes = 5)]
    public DateTime WindowStart { get; init; }

    /// <summary>Category of the site.</summary>
    [GroupBy(nameof(AdEvent.SiteCategory))]
    public required string SiteCategory { get; init; }

    /// <summary>Position of the banner.</summary>
    [GroupBy(nameof(AdEvent.BannerPos))]
    public int BannerPos { get; init; }

    /// <summary>Type of the device.</summary>
    [GroupBy(nameof(AdEvent.DeviceType))]
    public int DeviceType { get; init; }

    /// <summary>Number of impressions.</summary>
    [Count]
    public long Impressions { get; init; }

    /// <summary>Number of clicks.</summary>
    [Sum(nameof(AdEvent.Click))]
    public long Clicks { get; init; }
}
