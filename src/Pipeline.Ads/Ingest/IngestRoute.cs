namespace Pipeline.Ads.Ingest;

/// <summary>What an ingest reads and where it sends: the state of an ingest is worth nothing for another file or another topic.</summary>
/// <param name="File">Full path of the file.</param>
/// <param name="Length">Bytes of the file; null for a pipe.</param>
/// <param name="Modified">When the file was last written; null for a pipe.</param>
/// <param name="Header">Its first line.</param>
/// <param name="RowTopic">Id that Kafka assigned to ad_events_raw; zero if the brokers have no ids.</param>
/// <param name="ErrorTopic">The same for ad_events_error.</param>
internal sealed record IngestRoute(string File, long? Length, DateTime? Modified, string Header, Guid RowTopic, Guid ErrorTopic)
{
    /// <summary>What has changed since this route was taken; null if nothing has.</summary>
    public string? Difference(IngestRoute now) =>
        now == this ? null
        : now.File != File ? $"it belongs to {File}"
        : now with { RowTopic = RowTopic, ErrorTopic = ErrorTopic } != this ? $"{File} has changed since"
        : "the topics are others, created again or in another cluster";
}
