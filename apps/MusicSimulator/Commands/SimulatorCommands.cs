namespace MusicSimulator.Commands;

/// <summary>The command line.</summary>
internal static class SimulatorCommands
{
    public static Task<int> InvokeAsync(string[] args)
    {
        var parsed = RunCommand.Create(CatalogCommand.Create()).Parse(args);
        if (parsed.Errors.Count > 0)
            throw new SettingsException([.. parsed.Errors.Select(static e => e.Message), "--help lists the options."]);
        return parsed.InvokeAsync(new InvocationConfiguration
        {
            // After Ctrl+C the outputs are flushed. The default of two seconds is too short for Kafka.
            ProcessTerminationTimeout = TimeSpan.FromSeconds(30),
            EnableDefaultExceptionHandler = false,
        });
    }
}
