namespace LogSimulator.Commands;

/// <summary><c>benchmark</c>: measures the simulator and compares with the targets.</summary>
internal static class BenchmarkCommand
{
    private const long DefaultCount = 500_000_000;
    private const int DefaultSeconds = 60;

    public static Command Create(ServiceCatalogue catalogue)
    {
        var count = new Option<string?>("--count") { HelpName = "N", Description = $"Entries to generate. Default: {DefaultCount}." };
        var seconds = new Option<string?>("--seconds")
        {
            HelpName = "N",
            Description = $"Seconds for which the rates of the streams are measured. Default: {DefaultSeconds}.",
        };
        var command = new Command("benchmark", "Measure the simulator and compare with the targets; exit code 1 if one is missed.")
        {
            count, seconds,
        };
        command.SetAction((result, stop) =>
        {
            var reader = new SettingsReader(name => result.GetValue<string?>(name));
            var entries = reader.OptionalNumber("--count", 1, long.MaxValue, "a number of entries") ?? DefaultCount;
            var duration = reader.Number("--seconds", DefaultSeconds, 1, 86_400, "a number of seconds");
            return reader.Faults.Count > 0
                ? throw new SettingsException(reader.Faults)
                : new LogBenchmark(catalogue, Console.Out).RunAsync(entries, TimeSpan.FromSeconds(duration), stop);
        });
        return command;
    }
}
