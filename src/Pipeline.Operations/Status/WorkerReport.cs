using HdrHistogram;
using System.Text.Json.Serialization;

namespace Pipeline.Operations.Status;

/// <summary>What a process says of itself: the answer to <c>GET /report</c>. No payloads, no personal data, no secrets.</summary>
/// <param name="Program">Its name.</param>
/// <param name="Host">The machine's or container's name.</param>
/// <param name="StartedAt">When it started, UTC: counts began at 0 then.</param>
/// <param name="Members">The members of consumer groups that it is.</param>
/// <param name="Latencies">How long events took to take effect here.</param>
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
/// <param name="Problem">Why a partition stands still for good, if one does.</param>
/// <param name="Breaker">Its circuit breaker.</param>
public sealed record MemberReport(string Group, string Topic, IReadOnlyList<int> Partitions, string? Problem, BreakerReport Breaker);

/// <summary>A member's circuit breaker.</summary>
/// <param name="State">Its state.</param>
/// <param name="Failures">Failed attempts in a row.</param>
/// <param name="History">Its last changes of state, oldest first.</param>
public sealed record BreakerReport(BreakerState State, int Failures, IReadOnlyList<BreakerChange> History);

/// <summary>From an event's occurrence to the commit of its effect, counted since the start of the process.</summary>
/// <param name="Topic">Topic.</param>
/// <param name="Group">Consumer group.</param>
/// <param name="Histogram">Events by latency, microseconds; in JSON base64 of HdrHistogram's V2 encoding. Does not change.</param>
public sealed record LatencyReport(string Topic, string Group, [property: JsonConverter(typeof(HistogramJson))] HistogramBase Histogram);
