namespace AdPipeline.Commands;

/// <summary><c>dlq</c> and <c>retry</c>.</summary>
internal static class DlqCommands
{
    public static Command Create()
    {
        var command = new Command(
            "dlq", "Count the broken rows by reason, and hand those that failed because of a server to ad_events_retry.");
        command.SetAction(static (_, stop) =>
            new DlqRun(ServerSettings.Read(static s => [s.Kafka]).Kafka.Connection, Console.Out).RunAsync(stop));
        return command;
    }

    public static Command CreateRetry()
    {
        var command = new Command("retry", "Try the rows of ad_events_retry again, up to three times each.");
        command.SetAction(static (_, stop) => new RetryRun(
            IngestOptions.Of(ServerSettings.Read(static s => [s.Kafka]), ""), Console.Out, TimeProvider.System).RunAsync(stop));
        return command;
    }
}
