namespace Pipeline.Embedded.Postgres;

/// <summary>
/// Marks a run's folder as in use: a file next to the folder that the child process keeps locked. The kernel releases the lock when
/// the child process exits for any reason, so an unlocked file marks an abandoned run. Rejected: a file with the process id, because
/// the operating system reuses process ids.
/// </summary>
/// <param name="path">The file.</param>
/// <param name="locked">The open file, which holds the lock.</param>
internal sealed class RunLock(string path, FileStream locked) : IDisposable
{
    private const string Prefix = "postgres-";
    private const string Extension = ".lock";

    /// <summary>Possible run folders: next to the lock file, or in the temp folder if the server's account cannot write there.</summary>
    public (string Beside, string Fallback) Folders
    {
        get
        {
            var name = Path.GetFileNameWithoutExtension(path);
            return (Path.Combine(Path.GetDirectoryName(path)!, name), Path.Combine(Path.GetTempPath(), "pipeline-" + name));
        }
    }

    /// <summary>Locks a new run. Create its folder afterwards: without a locked file, another start would delete the folder.</summary>
    public static RunLock Create(string baseFolder)
    {
        Directory.CreateDirectory(baseFolder);
        while (true)
        {
            var file = Path.Combine(baseFolder, Prefix + RandomNumberGenerator.GetHexString(12, lowercase: true) + Extension);
            // Another start can open or delete the file before it is locked here; then try another name.
            if (TryLock(file, FileMode.CreateNew) is { } runLock)
            {
                if (File.Exists(file))
                    return runLock;
                runLock.Dispose();
            }
        }
    }

    /// <summary>Locks the runs whose child process has exited. Skips runs that are active or belong to other accounts.</summary>
    public static IEnumerable<RunLock> TakeAbandoned(string baseFolder) => Directory.Exists(baseFolder)
        ? Directory.EnumerateFiles(baseFolder, Prefix + "*" + Extension).Select(static f => TryLock(f, FileMode.Open)).OfType<RunLock>()
        : [];

    /// <summary>Releases the lock. The file is kept while the folder exists, so that a later start can remove both.</summary>
    public void Dispose()
    {
        locked.Dispose();
        var (beside, fallback) = Folders;
        if (!Directory.Exists(beside) && !Directory.Exists(fallback))
            File.Delete(path);
    }

    private static RunLock? TryLock(string file, FileMode mode)
    {
        try
        {
            return new(file, new FileStream(file, mode, FileAccess.ReadWrite, FileShare.None));
        }
        catch (Exception taken) when (mode == FileMode.Open && taken is IOException or UnauthorizedAccessException)
        {
            return null;
        }
        catch (IOException) when (File.Exists(file))
        {
            return null;
        }
    }
}
