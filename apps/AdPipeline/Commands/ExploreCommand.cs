namespace AdPipeline.Commands;

/// <summary><c>explore</c>.</summary>
internal static class ExploreCommand
{
    public static Command Create()
    {
        var file = AdCommands.File();
        var rows = AdCommands.Text("--rows", "N", "Number of rows to read. Default: 100000.");
        var command = new Command("explore", "Print columns, types, sizes, missing values and the first rows of any CSV file.")
        {
            file, rows,
        };
        command.SetAction((result, stop) =>
        {
            var reader = new SettingsReader(name => result.GetValue<string?>(name));
            var maxRows = reader.OptionalNumber("--rows", 1, long.MaxValue, "a number of rows") ?? 100_000;
            if (reader.Faults.Count > 0)
                throw new SettingsException(reader.Faults);
            return Task.FromResult(new ExploreRun(result.GetValue(file)!, maxRows, Console.Out).Run(stop));
        });
        return command;
    }
}
