namespace Pipeline.Cli.Commands;

/// <summary><c>pipeline topics</c>: creates the declared topics and prints differences.</summary>
internal static class TopicsCommand
{
    public static Command Create()
    {
        var file = new Option<FileInfo?>("--file") { Description = "Declaration to use instead of the built-in deploy/kafka/topics.json." };
        var command = new Command("topics", "Create the topics and compare them with their declaration; safe to repeat.") { file };
        command.SetAction((result, _) => RunAsync(result.GetValue(file)));
        return command;
    }

    private static async Task<int> RunAsync(FileInfo? file)
    {
        var options = CommandSettings.Read(static s => [s.Kafka]).Kafka;
        TopicReport report;
        try
        {
            report = await TopicAdmin.ApplyAsync(options.Connection, Read(file, options));
        }
        catch (KafkaException e)
        {
            throw StartupChecks.Refusal(e, options.Connection);
        }

        foreach (var line in report.Lines)
            Console.WriteLine(line);
        foreach (var refused in report.Refused)
            await Console.Error.WriteLineAsync(refused);
        return report.Refused.Count == 0 ? 0 : 1;
    }

    private static IReadOnlyList<TopicDeclaration> Read(FileInfo? file, KafkaOptions options)
    {
        if (file is null)
            return options.DeclaredTopics;
        try
        {
            using var stream = file.OpenRead();
            return TopicFile.Read(stream, options.Topics, options.Partitions);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new StartupRefusedException($"{file.Name} cannot be read as a declaration of topics: {e.Message}", isTransient: false, e);
        }
    }
}
