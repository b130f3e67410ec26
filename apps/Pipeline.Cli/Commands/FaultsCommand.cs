namespace Pipeline.Cli.Commands;

/// <summary><c>pipeline faults</c>: the fault table.</summary>
internal static class FaultsCommand
{
    /// <summary>Width of the table in a pipe: wide enough for one line per fault. A terminal has its own width.</summary>
    private const int PipeWidth = 200;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter() },
    };

    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var command = new Command("faults", "List all faults that the pipeline handles, with their actions.") { json };
        command.SetAction(result => Print(result.GetValue(json)));
        return command;
    }

    private static int Print(bool json)
    {
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(FaultTable.All, Json));
            return 0;
        }

        var table = new Table { Border = TableBorder.Simple };
        foreach (var column in (string[])["source", "code", "name", "action", "meaning"])
            table.AddColumn(column);
        foreach (var fault in FaultTable.All)
        {
            table.AddRow(
                Markup.Escape(fault.Source), Markup.Escape(fault.Code), Markup.Escape(fault.Name), fault.Action.ToString(),
                Markup.Escape(fault.Meaning));
        }

        if (Console.IsOutputRedirected)
            AnsiConsole.Profile.Width = PipeWidth;
        AnsiConsole.Write(table);
        return 0;
    }
}
