namespace AdPipeline.Commands;

/// <summary><c>generate</c>.</summary>
internal static class GenerateCommand
{
    public static Command Create()
    {
        var command = new Command("generate", "Generate a file: the same rows and seed give the same bytes.")
        {
            AdCommands.Text("--rows", "N", "Number of rows, dirt included. Default: 1000000."),
            AdCommands.Text("--seed", "S", "Seed. Default: random, and printed."),
            AdCommands.Text("--output", "FILE", "CSV file; the ending .gz compresses it. An existing file is replaced."),
            AdCommands.Text("--dirt", "PERCENT", "Per cent of rows that are broken or repeat another row. Default: 0."),
            AdCommands.Text("--truth", "FILE", "With --dirt: JSON lines with line, kind and reason of each. Default: OUTPUT.truth.jsonl."),
        };
        command.SetAction((result, stop) =>
        {
            var options = GenerateOptions.Read(name => result.GetValue<string?>(name));
            return new GenerateRun(options, Console.Out, AdCommands.Progress()).RunAsync(stop);
        });
        return command;
    }
}
