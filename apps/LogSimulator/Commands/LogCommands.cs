namespace LogSimulator.Commands;

/// <summary>The command line.</summary>
internal static class LogCommands
{
    public static Task<int> InvokeAsync(string[] args)
    {
        var catalogue = ServiceCatalogue.Find(typeof(LogCommands).Assembly);
        var parsed = ServeCommand.Create(catalogue, GenerateCommand.Create(catalogue), BenchmarkCommand.Create(catalogue)).Parse(args);
        if (parsed.Errors.Count > 0)
            throw new SettingsException([.. parsed.Errors.Select(static e => e.Message), "--help lists commands and options."]);
        return parsed.InvokeAsync(new InvocationConfiguration
        {
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = TimeSpan.FromSeconds(30),
        });
    }
}
