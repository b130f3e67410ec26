namespace Pipeline.Cli.Commands;

/// <summary>The command line: one class per command.</summary>
internal static class PipelineCommands
{
    public static Task<int> InvokeAsync(string[] args)
    {
        var root = new RootCommand("An event pipeline: PostgreSQL, Kafka, and a verification that nothing was lost.")
        {
            RunCommand.Create(),
            TopicsCommand.Create(),
            AccessCommand.Create(),
            MigrateCommand.Create(),
            VerifyCommand.Create(),
            StatusCommand.Create(),
            DlqCommand.Create(),
            DlqReplayCommand.Create(),
            ResetProgressCommand.Create(),
            FaultsCommand.Create(),
            MetricsCommand.Create(),
            ChaosCommand.Create(),
        };
        return root.Parse(args).InvokeAsync(new InvocationConfiguration
        {
            // After Ctrl+C a command drains and verifies; the library's default would kill it after two seconds.
            ProcessTerminationTimeout = TimeSpan.FromMinutes(5),
            EnableDefaultExceptionHandler = false,
        });
    }
}
