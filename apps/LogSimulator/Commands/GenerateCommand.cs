namespace LogSimulator.Commands;

/// <summary><c>generate</c>: writes entries to a file or to standard output.</summary>
internal static class GenerateCommand
{
    public static Command Create(ServiceCatalogue catalogue)
    {
        // All values are texts, so that GenerateOptions checks them all and names all faults at once.
        var command = new Command("generate", "Write entries to a file or to standard output, and Logs/sec to standard error every second.")
        {
            Text("--service", "NAME,...", $"Services: {string.Join(", ", catalogue.Names)}, or all. Default: all."),
            Text("--count", "N", "Number of entries. Without a limit: until Ctrl+C."),
            Text("--bytes", "SIZE", "Maximum size of all lines, such as 500000, 10MB or 1GiB."),
            Text("--duration", "TIME", "Wall-clock time, such as 30, 10m or 2h; with --rate exactly TIME times N entries."),
            Text("--rate", "N", "Entries per second. Default: as fast as possible."),
            Text("--format", "NAME", $"{string.Join(", ", LineFormat.Names)}. Default: json."),
            Text("--output", "FILE", "File; the ending .gz compresses it. An existing file is replaced. Default: standard output."),
            Text("--split", "SIZE", "Begin a new file before this size: access.log becomes access-0001.log, access-0002.log, ..."),
            Text("--seed", "S", "Seed: the same seed and options give the same bytes. Default: random, and printed."),
            Text("--start", "INSTANT", "Start of the simulated time, or now. Default: the clock; with --seed or --step a fixed time."),
            Text("--step", "TIME", "Simulated time between two entries. Default: 1 / rate, or 1 ms."),
        };
        command.SetAction((result, stop) =>
        {
            var options = GenerateOptions.Read(catalogue, name => result.GetValue<string?>(name), TimeProvider.System);
            return new GenerateRun(options, Console.Error, TimeProvider.System).RunAsync(stop);
        });
        return command;
    }

    private static Option<string?> Text(string name, string value, string description) =>
        new(name) { HelpName = value, Description = description };
}
