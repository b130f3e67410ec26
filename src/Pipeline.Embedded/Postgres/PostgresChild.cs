using Pipeline.Embedded.Children;

namespace Pipeline.Embedded.Postgres;

/// <summary>
/// The child that watches over the server: it creates and starts it, and when the parent is gone stops it and deletes its
/// folder. The server itself cannot do that: it does not know whom it runs for.
/// </summary>
internal static class PostgresChild
{
    public const string Role = "embedded-postgres";
    public const string StopServer = "stop-server";
    public const string StartServer = "start-server";

    public static async Task<int> RunAsync(string programFolder, string baseFolder)
    {
        using var parent = ParentLink.Open();
        try
        {
            var account = await ServerAccount.ChooseAsync();
            await AbandonedRuns.RemoveAsync(programFolder, baseFolder, account);
            using var claim = RunLock.Create(baseFolder);
            var server = new ThrowawayServer(programFolder, await CreateFolderAsync(claim, account), account);
            try
            {
                var password = await server.InitializeAsync();
                await server.StartAsync();
                parent.Ready($"{server.Port} {password}");
                while (await parent.NextCommandAsync() is { } command)
                    await ObeyAsync(command, server, parent);
                return 0;
            }
            finally
            {
                await server.RemoveAsync();
            }
        }
        catch (Exception fault) when (fault is EmbeddedPartException or IOException or UnauthorizedAccessException)
        {
            parent.Failed($"The embedded PostgreSQL could not run: {fault.Message}");
            return 1;
        }
    }

    /// <summary>Creates the run's folder where the server's account reaches it.</summary>
    private static async Task<string> CreateFolderAsync(RunLock claim, ServerAccount account)
    {
        var (beside, fallback) = claim.Folders;
        foreach (var folder in new[] { beside, fallback })
        {
            if (OperatingSystem.IsWindows())
                Directory.CreateDirectory(folder);
            else
                Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            await account.OwnAsync(folder);
            if (await account.ReachesAsync(folder))
                return folder;
            Directory.Delete(folder);
        }

        throw new EmbeddedPartException($"neither {beside} nor {fallback} can be reached by the account that the server runs under.");
    }

    private static async Task ObeyAsync(string command, ThrowawayServer server, ParentLink parent)
    {
        try
        {
            switch (command)
            {
                case StopServer:
                    await server.CrashAsync();
                    break;
                case StartServer:
                    await server.StartAsync();
                    break;
                default:
                    throw new EmbeddedPartException($"'{command}' is not a command of the embedded PostgreSQL.");
            }

            parent.Answer(ParentLink.Done);
        }
        catch (EmbeddedPartException fault)
        {
            parent.Failed(fault.Message);
        }
    }
}
