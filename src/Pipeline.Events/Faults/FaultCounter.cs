using System.Diagnostics.Metrics;

namespace Pipeline.Events.Faults;

/// <summary>
/// Every fault that was met, in one counter: <c>pipeline.faults</c> of the meter <c>Pipeline</c>, tagged with source and name of
/// its line. It is counted where its action is taken: a failed attempt, a dead letter, a partition that stops. Thread-safe.
/// </summary>
public static class FaultCounter
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "Pipeline";

    /// <summary>Name of the counter; its unit is faults.</summary>
    public const string CounterName = "pipeline.faults";

    private static readonly Meter Meter = new(MeterName);

    private static readonly Counter<long> Faults = Meter.CreateCounter<long>(
        CounterName, "{fault}", "Faults of the fault table that were met, each where its action was taken.");

    /// <summary>One more of it.</summary>
    public static void Count(Fault fault) => Faults.Add(1, new("source", fault.Source), new("name", fault.Name));
}
