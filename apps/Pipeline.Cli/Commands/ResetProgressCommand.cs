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
        await using var databases = new Databases(settings.Postgres);
        await StartupChecks.PrepareDatabaseAsync(databases.SynchronousCommit, settings, writes: true, cancellationToken);
        await StartupChecks.CheckTopicsAsync(settings.Kafka, settings.Domain.Streams.All);
        using var log = new LogEnds(settings.Kafka.Connection);
        var count = 0;
        foreach (var topic in settings.Kafka.StreamPartitions.GroupBy(static p => p.TopicName))
        {
            var id = await log.TopicIdAsync(topic.Key);
            foreach (var partition in topic)
            {
                var ends = log.Of(partition.TopicName, partition.Partition);
                var before = await ProgressReset.ApplyAsync(
                    databases.SynchronousCommit, partition, id, ends.Low, ends.High, cancellationToken);
                if (before is null)
                    continue;
                count++;
                Console.WriteLine($"{partition}: from offset {before} of an earlier topic to {ends.Low}");
            }
        }

        Console.WriteLine(count == 0
            ? "reset-progress: all progress belongs to the topics as they are, nothing changed"
            : $"reset-progress: {count} partitions; their consumers continue within 10 seconds");
        return 0;
    }
}
