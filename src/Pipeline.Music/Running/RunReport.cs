using Pipeline.Music.Output;
using Pipeline.Music.Simulating;

namespace Pipeline.Music.Running;

/// <summary>The lines that a run prints before its first event and after its last one.</summary>
internal static class RunReport
{
    /// <summary>What is simulated, and how to repeat it.</summary>
    public static string Opening(SimulatorOptions options)
    {
        var end = options.Duration is not { } duration ? "until Ctrl+C"
            : $"{duration.TotalMinutes:0.###} {(options.Rate is null ? "simulated " : "")}minute{(duration.TotalMinutes == 1 ? "" : "s")}";
        var pace = options.Rate is { } rate ? $"{rate:0.###} events/s"
            : options.Speed is { } speed ? $"speed {speed:0.###}" : "as fast as possible";
        return $"{options.Users:N0} listeners{(options.Shard.IsWhole ? "" : $", shard {options.Shard}")}, {end}, {pace}; to repeat the "
            + $"events: --seed {options.Seed} --start {options.Start:yyyy-MM-ddTHH:mm:ssZ}";
    }

    /// <summary>The rate, the distributions, and the number of events in each output. The last line is for machines.</summary>
    public static IEnumerable<string> Closing(
        SimulatorOptions options, MusicSimulation simulation, SimulatorResult result, LineFile? file, DirectProducer? kafka)
    {
        var simulated = TimeSpan.FromMilliseconds(simulation.LastTime - options.Start.ToUnixTimeMilliseconds());
        yield return RunSummary.Rate(simulation.Statistics, simulation.Listeners, simulated, result.Elapsed);
        foreach (var line in RunSummary.Distributions(simulation.Statistics))
            yield return line;
        if (file is not null)
            yield return RunSummary.Labelled("file", $"{options.Output}: {file.Lines:N0} events, {file.Bytes:N0} bytes");
        if (kafka is not null)
        {
            yield return RunSummary.Labelled(
                "Kafka", $"{options.Topic}: {kafka.Acknowledged:N0} events acknowledged, {kafka.Failed:N0} failed, "
                    + $"{kafka.InFlight:N0} without a delivery report");
        }

        yield return $"simulator: {(result.IsComplete ? "ok" : "FAILED")} events={result.Events}"
            + (file is null ? "" : $" file={file.Lines}")
            + (kafka is null ? "" : $" acknowledged={kafka.Acknowledged} unacknowledged={result.Events - kafka.Acknowledged}");
    }

    /// <summary>One sentence about events that Kafka has not acknowledged.</summary>
    public static string NotAcknowledged(SimulatorOptions options, SimulatorResult result, DirectProducer kafka) =>
        $"{result.Events - result.Acknowledged:N0} of {result.Events:N0} events were not acknowledged by Kafka at {options.Brokers} "
        + $"({kafka.Failure ?? "no delivery report before the end of the run"}).";
}

/// <summary>The result of a run.</summary>
/// <param name="Events">Generated events.</param>
/// <param name="Acknowledged">Events that Kafka has acknowledged.</param>
/// <param name="IsComplete">Whether every event is in every output.</param>
/// <param name="Elapsed">Time from the first event to the last acknowledgement.</param>
/// <param name="Cpu">CPU time of the process during this period.</param>
internal sealed record SimulatorResult(long Events, long Acknowledged, bool IsComplete, TimeSpan Elapsed, TimeSpan Cpu);
