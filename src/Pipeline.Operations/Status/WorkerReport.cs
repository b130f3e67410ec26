namespace Pipeline.Operations.Status;

/// <summary>The report of a process, returned by <c>GET /report</c>. Contains no payloads, personal data or secrets.</summary>
/// <param name="Program">Name of the program.</param>
/// <param name="Host">The machine's or container's name.</param>
/// <param name="StartedAt">Start of the process and of its counts, UTC.</param>
/// <param name="Members">The consumer group members in this process.</param>
/// <param name="Latencies">Effect latencies of this process.</param>
public sealed record WorkerReport(
    string Program, string Host, DateTimeOffset StartedAt, IReadOnlyList<MemberReport> Members, IReadOnlyList<LatencyReport> Latencies)
{
    /// <summary>Path of the report on the health port.</summary>
    public const string Path = "/report";
}

/// <summary>A member of a consumer group.</summary>
/// <param name="Group">Consumer group.</param>
/// <param name="Topic">Topic.</param>
/// <param name="Partitions">Partitions assigned to it, ascending.</param>
/// <param name="Problem">Why a partition is stopped permanently; null if none is.</param>
/// <param name="Breaker">The member's circuit breaker.</param>
public sealed record MemberReport(string Group, string Topic, IReadOnlyList<int> Partitions, string? Problem, BreakerReport Breaker);

/// <summary>A member's circuit breaker.</summary>
/// <param name="State">Current state.</param>
/// <param name="Failures">Consecutive failed attempts.</param>
/// <param name="History">The last state changes, oldest first.</param>
public sealed record BreakerReport(BreakerState State, int Failures, IReadOnlyList<BreakerChange> History);

/// <summary>Latencies from an event's occurrence to the commit of its effect, counted since the start of the process.</summary>
/// <param name="Topic">Topic.</param>
/// <param name="Group">Consumer group.</param>
/// <param name="Histogram">Events by latency, microseconds; in JSON, base64 of HdrHistogram's V2 encoding. Immutable.</param>
public sealed record LatencyReport(string Topic, string Group, [property: JsonConverter(typeof(HistogramJson))] HistogramBase Histogram);
