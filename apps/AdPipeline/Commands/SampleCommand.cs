namespace AdPipeline.Commands;

/// <summary><c>sample</c>.</summary>
internal static class SampleCommand
{
    public static Command Create()
    {
        var file = AdCommands.File();
        var command = new Command("sample", "Write some of the accepted rows of a file, with its header.")
        {
            file,
            AdCommands.Text("--rows", "N", "Number of rows. Default: 10000."),
            AdCommands.Text("--method", "head|reservoir", "The first rows, or rows of the whole file. Default: reservoir."),
            AdCommands.Text("--seed", "S", "Seed of a reservoir. Default: 1."),
            AdCommands.Text("--output", "FILE", "CSV file; the ending .gz compresses it. Default: standard output."),
        };
        command.SetAction((result, stop) =>
        {
            var options = SampleOptions.Read(name => result.GetValue<string?>(name));
            return new SampleRun(result.GetValue(file)!, options, Console.Error, AdCommands.Progress()).RunAsync(
                () => options.Output is { } path ? LineFile.Create(path) : new LineFile("standard output", Console.OpenStandardOutput()),
                stop);
        });
        return command;
    }
}
