namespace AdPipeline.Commands;

/// <summary><c>check</c>, <c>perf</c> and <c>account</c>.</summary>
internal static class MeasureCommands
{
    private static readonly int[] Counts = [10_000, 1_000_000];

    public static Command CreateCheck()
    {
        var command = new Command("check", "Test registry, brokers and topics, and send and read one message.");
        command.SetAction(static (_, _) =>
            new CheckRun(IngestOptions.Of(ServerSettings.Read(static s => [s.Kafka]), ""), Console.Out).RunAsync());
        return command;
    }

    public static Command CreatePerf()
    {
        var command = new Command(
            "perf", "Measure rates and latency with 10,000 and 1,000,000 messages against the targets of topics.json.");
        command.SetAction(static (_, stop) =>
        {
            var settings = ServerSettings.Read(static s => [s.Kafka]);
            var declared = settings.Kafka.DeclaredTopics.Single(static t => t.Targets is not null);
            return new PerfRun(IngestOptions.Of(settings, ""), declared, Console.Out, TimeProvider.System).RunAsync(Counts, stop);
        });
        return command;
    }

    public static Command CreateAccount()
    {
        var truth = new Argument<string>("TRUTH") { Description = "Truth file of `generate --dirt`." };
        var command = new Command("account", "Compare the stored, broken and counted rows with a truth file.") { truth };
        command.SetAction(async (result, stop) =>
        {
            var settings = ServerSettings.Read(static s => [s.Kafka, s.Postgres]);
            await using var databases = new Databases(settings.Postgres);
            var run = new AccountRun(databases.SynchronousCommit, settings.Kafka.Connection, Console.Out);
            return await StartupChecks.ReachAsync(settings.Postgres, () => run.RunAsync(result.GetValue(truth)!, stop));
        });
        return command;
    }
}
