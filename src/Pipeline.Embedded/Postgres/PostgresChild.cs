using Pipeline.Embedded.Children;

namespace Pipeline.Embedded.Postgres;

/// <summary>
/// The child process that owns the server: it creates and starts the server. When the parent exits, it stops the server and
/// deletes its folder. The server cannot do this itself, because it does not detect that the parent exited.
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
            using var runLock = RunLock.Create(baseFolder);
            var server = new ThrowawayServer(programFolder, await CreateFolderAsync(runLock, account), account);
            try
            {
                var password = await server.InitializeAsync();
                await server.StartAsync();
                await parent.ServeAsync($"{server.Port} {password}", command => command switch
                {
                    StopServer => server.CrashAsync(),
                    StartServer => server.StartAsync(),
                    _ => throw new EmbeddedPartException(
                        $"'{command}' is not a command of the embedded PostgreSQL. Valid: {StopServer}, {StartServer}."),
                });
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

    /// <summary>Creates the run's folder at the first place that the server's account can write to.</summary>
    private static async Task<string> CreateFolderAsync(RunLock runLock, ServerAccount account)
    {
        var (beside, fallback) = runLock.Folders;
        foreach (var folder in new[] { beside, fallback })
        {
            if (OperatingSystem.IsWindows())
                Directory.CreateDirectory(folder);
            else
                Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            await account.GiveOwnershipAsync(folder);
            if (await account.CanWriteAsync(folder))
                return folder;
            Directory.Delete(folder);
        }

        throw new EmbeddedPartException($"the server's account cannot write to {beside} or {fallback}.");
    }
}
