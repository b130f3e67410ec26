namespace Benchmarks.Servers;

/// <summary>How rows are written.</summary>
/// <param name="Name">Its name in tables.</param>
/// <param name="Settings">The pipeline's settings that make it.</param>
/// <param name="EventsHaveEffect">Whether consumers bring the events to effect; without it a row's effect is its commit.</param>
internal sealed record PipelineMode(string Name, IReadOnlyDictionary<string, string> Settings, bool EventsHaveEffect)
{
    /// <summary>The database alone.</summary>
    public static readonly PipelineMode Off = new("Kafka off", Of("false", "outbox"), EventsHaveEffect: false);

    /// <summary>Rows and events committed together, sent by the relay, counted by the consumers.</summary>
    public static readonly PipelineMode Outbox = new("outbox", Of("true", "outbox"), EventsHaveEffect: true);

    /// <summary>Kafka alone; the consumers are the only writers of the database.</summary>
    public static readonly PipelineMode Stream = new("stream", Of("true", "stream"), EventsHaveEffect: true);

    public static readonly IReadOnlyList<PipelineMode> All = [Off, Outbox, Stream];

    private static Dictionary<string, string> Of(string kafka, string write) => new(StringComparer.Ordinal)
    {
        ["KAFKA_ENABLED"] = kafka,
        ["WRITE_MODE"] = write,
    };
}
