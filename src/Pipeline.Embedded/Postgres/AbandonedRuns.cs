namespace Pipeline.Embedded.Postgres;

/// <summary>Servers and folders of runs whose child process and parent were both killed. No process stops these servers.</summary>
internal static class AbandonedRuns
{
    /// <summary>Stops the servers and deletes their folders. Active runs are skipped.</summary>
    public static async Task RemoveAsync(string programFolder, string baseFolder, ServerAccount account)
    {
        foreach (var runLock in RunLock.TakeAbandoned(baseFolder))
        {
            using (runLock)
            {
                var (beside, fallback) = runLock.Folders;
                foreach (var folder in new[] { beside, fallback }.Where(Directory.Exists))
                    await TryRemoveAsync(new ThrowawayServer(programFolder, folder, account));
            }
        }
    }

    private static async Task TryRemoveAsync(ThrowawayServer server)
    {
        try
        {
            await server.RemoveAsync();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // A run that cannot be removed must not block a new run. Its lock file stays, so the next start tries again.
        }
    }
}
