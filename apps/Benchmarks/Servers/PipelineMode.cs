namespace Benchmarks.Servers;

/// <summary>A configuration of the pipeline that is compared with others.</summary>
/// <param name="Name">Name in tables.</param>
/// <param name="Settings">The pipeline's settings of the mode.</param>
/// <param name="EventsHaveEffect">Whether consumers apply events. If not, a row is in effect when it is committed.</param>
internal sealed record PipelineMode(string Name, IReadOnlyDictionary<string, string> Settings, bool EventsHaveEffect)
{
    /// <summary>Writers write to the database only.</summary>
    public static readonly PipelineMode Off = new("Kafka off", Of("false", "outbox"), EventsHaveEffect: false);

    /// <summary>Rows and events are committed together; the relay sends the events and consumers apply them.</summary>
    public static readonly PipelineMode Outbox = new("outbox", Of("true", "outbox"), EventsHaveEffect: true);

    /// <summary>Writers write to Kafka only; consumers write to the database.</summary>
    public static readonly PipelineMode Stream = new("stream", Of("true", "stream"), EventsHaveEffect: true);

    public static readonly IReadOnlyList<PipelineMode> All = [Off, Outbox, Stream];

    private static Dictionary<string, string> Of(string kafka, string write) => new(StringComparer.Ordinal)
    {
        ["KAFKA_ENABLED"] = kafka,
        ["WRITE_MODE"] = write,
    };
}
