namespace AdPipeline.Commands;

/// <summary><c>ingest</c>.</summary>
internal static class IngestCommand
{
    public static Command Create()
    {
        var file = AdCommands.File();
        var rows = AdCommands.Text("--max-records", "N", "Number of rows after which to stop, broken ones included. Default: all.");
        var state = AdCommands.Text("--state", "FILE", "File that says how far Kafka has acknowledged. Default: FILE.ingest.json.");
        var resume = new Option<bool>("--resume") { Description = "Continue where an earlier run was acknowledged." };
        var command = new Command("ingest", "Send the rows of a file to ad_events_raw, and broken ones to ad_events_error.")
        {
            file, rows, state, resume,
        };
        command.SetAction(async (result, stop) =>
        {
            var reader = new SettingsReader(name => result.GetValue<string?>(name));
            var max = reader.OptionalNumber("--max-records", 1, long.MaxValue, "a number of rows");
            if (reader.Faults.Count > 0)
                throw new SettingsException(reader.Faults);
            var settings = ServerSettings.Read(static s => [s.Kafka]);
            var path = result.GetValue(file)!;
            var options = IngestOptions.Of(settings, path) with
            {
                MaxRecords = max,
                Resume = result.GetValue(resume),
                StatePath = result.GetValue(state) ?? IngestState.PathOf(path),
            };
            var ended = await new IngestRun(options, AdCommands.Progress(), Console.Error, TimeProvider.System).RunAsync(stop);
            foreach (var line in ended.Lines())
                Console.WriteLine(line);
            return ended.IsComplete ? 0 : 1;
        });
        return command;
    }
}
