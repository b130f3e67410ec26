namespace Pipeline.Embedded.Postgres;

/// <summary>What is left when a watcher was killed together with its parent: a server that nobody stops, and its folder.</summary>
internal static class AbandonedRuns
{
    /// <summary>Stops and deletes them. A run whose watcher lives is never touched.</summary>
    public static async Task RemoveAsync(string programFolder, string baseFolder, ServerAccount account)
    {
        foreach (var claim in RunLock.TakeAbandoned(baseFolder))
        {
            using (claim)
            {
                var (beside, fallback) = claim.Folders;
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
            // Somebody else's leftover must not keep a new run from starting; its claim stays for the next one.
        }
    }
}
