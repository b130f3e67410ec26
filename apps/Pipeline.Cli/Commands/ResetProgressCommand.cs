namespace Pipeline.Cli.Commands;

/// <summary><c>pipeline reset-progress</c>: sets the progress of recreated topics to the start of their logs.</summary>
internal static class ResetProgressCommand
{
    public static Command Create()
    {
        var command = new Command(
            "reset-progress", "Consume topics that were deleted and created again from their start; other progress is not changed.");
        command.SetAction((_, token) => RunAsync(token));
        return command;
    }

    private static async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var settings = CommandSettings.Read(static s => [s.Kafka, s.Postgres]);
        if (!settings.Kafka.Enabled)
            throw new StartupRefusedException("KAFKA_ENABLED=false: there are no topics.", isTransient: false);
        await using var databases = new Databases(settings.Postgres);
        await StartupChecks.PrepareDatabaseAsync(databases.SynchronousCommit, settings, writes: true, cancellationToken);
        await StartupChecks.CheckTopicsAsync(settings.Kafka, settings.Domain.Streams.All);
        try
        {
            var reset = await new RecreatedTopics(settings.Kafka, databases.SynchronousCommit).ResetAsync(cancellationToken);
            foreach (var (partition, before, after) in reset)
                Console.WriteLine($"{partition}: from offset {before} of an earlier topic to {after}");
            Console.WriteLine(reset.Count == 0
                ? "reset-progress: all progress belongs to the topics as they are, nothing changed"
                : $"reset-progress: {reset.Count} partitions; their consumers continue within 10 seconds");
            return 0;
        }
        catch (KafkaException e)
        {
            throw StartupChecks.Refusal(e, settings.Kafka.Connection);
        }
    }
}
