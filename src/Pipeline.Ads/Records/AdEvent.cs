namespace Pipeline.Ads.Records;

/// <summary>
/// An impression of an advertisement: a message of the topic ad_events_raw with the schema schemas/ad_event.avsc, and a row of the table
/// ad_events. The columns C1 and C14 to C21 are anonymous in the data set.
/// </summary>
[Stream("ad_events", Topic = "ad_events_raw"), AvroRecord]
public sealed record AdEvent
{
    /// <summary>
    /// Natural key and Kafka key. A text, because it can have 20 digits, which a 64-bit number cannot. The event id is derived from it,
    /// so a row that is sent twice counts once.
    /// </summary>
    [Key, Text(1, 20)]
    public required string Id { get; init; }

    /// <summary>1 if the advertisement was clicked, else 0.</summary>
    [Number(0, 1)]
    public required int Click { get; init; }

    /// <summary>Hour of the impression in UTC: YYMMDDHH.</summary>
    [Number(0, 99_123_123)]
    public required int Hour { get; init; }

    /// <summary>Anonymous.</summary>
    [JsonName("C1"), Number(int.MinValue, int.MaxValue)]
    public int? C1 { get; init; }

    /// <summary>Position of the banner on the page; −1 if it is not known.</summary>
    [Number(int.MinValue, int.MaxValue), IfAbsent(Unknown)]
    public int BannerPos { get; init; } = Unknown;

    /// <summary>Site, hashed.</summary>
    [Text(0, MaxText, Repeats = true)]
    public string? SiteId { get; init; }

    /// <summary>Domain of the site, hashed.</summary>
    [Text(0, MaxText, Repeats = true)]
    public string? SiteDomain { get; init; }

    /// <summary>Category of the site, hashed; empty if it is not known.</summary>
    [Text(0, MaxText, Repeats = true), IfAbsent("")]
    public string SiteCategory { get; init; } = "";

    /// <summary>App, hashed.</summary>
    [Text(0, MaxText, Repeats = true)]
    public string? AppId { get; init; }

    /// <summary>Domain of the app, hashed.</summary>
    [Text(0, MaxText, Repeats = true)]
    public string? AppDomain { get; init; }

    /// <summary>Category of the app, hashed.</summary>
    [Text(0, MaxText, Repeats = true)]
    public string? AppCategory { get; init; }

    /// <summary>Device, hashed.</summary>
    [Text(0, MaxText), Personal]
    public string? DeviceId { get; init; }

    /// <summary>Address of the device, hashed.</summary>
    [Text(0, MaxText), Personal]
    public string? DeviceIp { get; init; }

    /// <summary>Model of the device, hashed.</summary>
    [Text(0, MaxText, Repeats = true)]
    public string? DeviceModel { get; init; }

    /// <summary>Type of the device; −1 if it is not known.</summary>
    [Number(int.MinValue, int.MaxValue), IfAbsent(Unknown)]
    public int DeviceType { get; init; } = Unknown;

    /// <summary>Type of the device's connection.</summary>
    [Number(int.MinValue, int.MaxValue)]
    public int? DeviceConnType { get; init; }

    /// <summary>Anonymous.</summary>
    [JsonName("C14"), Number(int.MinValue, int.MaxValue)]
    public int? C14 { get; init; }

    /// <summary>Anonymous.</summary>
    [JsonName("C15"), Number(int.MinValue, int.MaxValue)]
    public int? C15 { get; init; }

    /// <summary>Anonymous.</summary>
    [JsonName("C16"), Number(int.MinValue, int.MaxValue)]
    public int? C16 { get; init; }

    /// <summary>Anonymous.</summary>
    [JsonName("C17"), Number(int.MinValue, int.MaxValue)]
    public int? C17 { get; init; }

    /// <summary>Anonymous.</summary>
    [JsonName("C18"), Number(int.MinValue, int.MaxValue)]
    public int? C18 { get; init; }

    /// <summary>Anonymous.</summary>
    [JsonName("C19"), Number(int.MinValue, int.MaxValue)]
    public int? C19 { get; init; }

    /// <summary>Anonymous.</summary>
    [JsonName("C20"), Number(int.MinValue, int.MaxValue)]
    public int? C20 { get; init; }

    /// <summary>Anonymous.</summary>
    [JsonName("C21"), Number(int.MinValue, int.MaxValue)]
    public int? C21 { get; init; }

    /// <summary>When the impression was shown, UTC. From a file: the start of <see cref="Hour"/>, because the file knows no more.</summary>
    [JsonName("timestamp"), EpochMilliseconds]
    public required DateTime EventTime { get; init; }

    /// <summary>Maximum length of a text. Values of the data set have 8 characters.</summary>
    public const int MaxText = 256;

    /// <summary>Value of <see cref="BannerPos"/> and <see cref="DeviceType"/> if the message has none.</summary>
    public const int Unknown = -1;
}
