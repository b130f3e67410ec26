namespace AdPipeline.Commands;

/// <summary><c>eda</c>.</summary>
internal static class EdaCommand
{
    public static Command Create()
    {
        var file = AdCommands.File();
        var output = AdCommands.Text(
            "--output", "FOLDER", $"Folder for {EdaRun.JsonName}, {EdaRun.MarkdownName} and {EdaRun.HtmlName}. Default: reports.");
        var command = new Command("eda", "Count a file in one pass: click-through rates, duplicates, missing and frequent values.")
        {
            file, output,
        };
        command.SetAction((result, stop) => new EdaRun(
            result.GetValue(file)!, result.GetValue(output) ?? "reports", Console.Out, AdCommands.Progress()).RunAsync(stop));
        return command;
    }
}
