using Pipeline.Streams.Faults;

namespace Pipeline.Streams.Telemetry;

/// <summary>
/// Counts every fault in the counter <c>pipeline.faults</c>, tagged with source and name of its row in the fault table. A fault is
/// counted where its action is taken: a failed attempt, a dead letter, a partition that stops. Thread-safe.
/// </summary>
public static class FaultCounter
{
    /// <summary>Counts one.</summary>
    public static void Count(Fault fault) =>
        Instruments.Faults.Add(1, new(MetricTags.FaultSource, fault.Source), new(MetricTags.FaultName, fault.Name));
}
