namespace AdPipeline.Commands;

/// <summary>The command line.</summary>
internal static class AdCommands
{
    public static Task<int> InvokeAsync(string[] args)
    {
        var root = new RootCommand("Ad impressions and clicks: files in the shape of Avazu's data set, and their way through Kafka.")
        {
            GenerateCommand.Create(), ExploreCommand.Create(), EdaCommand.Create(), SampleCommand.Create(), SchemaCommand.Create(),
            IngestCommand.Create(), ConsumeCommand.Create(), DlqCommands.Create(), DlqCommands.CreateRetry(), MeasureCommands.CreateCheck(),
            MeasureCommands.CreatePerf(), MeasureCommands.CreateAccount(),
        };
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
            throw new SettingsException([.. parsed.Errors.Select(static e => e.Message), "--help lists commands and options."]);
        return parsed.InvokeAsync(new InvocationConfiguration
        {
            EnableDefaultExceptionHandler = false,
            // After Ctrl+C, what was sent is acknowledged. The default of two seconds is too short for Kafka.
            ProcessTerminationTimeout = TimeSpan.FromSeconds(30),
        });
    }

    /// <summary>The file that a command reads.</summary>
    public static Argument<string> File() => new("FILE") { Description = "CSV file; one that is compressed with gzip is recognised." };

    /// <summary>An option whose value the command checks, so that it can name all faults at once.</summary>
    public static Option<string?> Text(string name, string value, string description) =>
        new(name) { HelpName = value, Description = description };

    /// <summary>Progress on standard error.</summary>
    public static FileProgress Progress() => new(Console.Error, !Console.IsErrorRedirected, TimeProvider.System);
}
