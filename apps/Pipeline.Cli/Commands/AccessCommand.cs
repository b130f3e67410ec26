namespace Pipeline.Cli.Commands;

/// <summary><c>pipeline access</c>: sets the passwords and permissions of the cluster's users as declared.</summary>
internal static class AccessCommand
{
    public static Command Create()
    {
        var file = new Option<FileInfo?>("--file") { Description = "Declaration to use instead of the built-in deploy/kafka/acls.json." };
        var command = new Command(
            "access", "Set the passwords and permissions of Kafka's users as declared; needs a super user; safe to repeat.") { file };
        command.SetAction((result, _) => RunAsync(result.GetValue(file)));
        return command;
    }

    private static async Task<int> RunAsync(FileInfo? file)
    {
        var settings = CommandSettings.Read(static s => [s.Kafka]);
        var options = settings.Kafka;
        var declared = Read(file, options.Topics);
        var passwords = settings.Secrets(declared.Select(static p => p.Password));
        settings.Check();
        try
        {
            foreach (var line in await AccessAdmin.ApplyAsync(options.Connection, declared, passwords))
                Console.WriteLine(line);
        }
        catch (KafkaException e)
        {
            throw StartupChecks.Refusal(e, options.Connection);
        }

        return 0;
    }

    private static IReadOnlyList<PrincipalDeclaration> Read(FileInfo? file, TopicNames names)
    {
        if (file is null)
            return AccessFile.BuiltIn(names);
        try
        {
            using var stream = file.OpenRead();
            return AccessFile.Read(stream, names);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new StartupRefusedException($"{file.Name} cannot be read as a declaration of users: {e.Message}", isTransient: false, e);
        }
    }
}
