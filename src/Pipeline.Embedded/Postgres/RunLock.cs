using System.Security.Cryptography;

namespace Pipeline.Embedded.Postgres;

/// <summary>
/// A run's claim to its folder: a file beside it that the watcher keeps locked. The kernel releases the lock when the watcher
/// ends, in whatever way, so an unlocked claim marks a leftover; a process id in its place could be another program's by now.
/// </summary>
internal sealed class RunLock : IDisposable
{
    private const string Prefix = "postgres-";
    private const string Extension = ".lock";

    private readonly string _path;
    private readonly FileStream _lock;

    private RunLock(string path, FileStream locked)
    {
        _path = path;
        _lock = locked;
    }

    /// <summary>Where the run's folder may be: beside the claim or, when the server's account does not get there, in the system's temp folder.</summary>
    public (string Beside, string Fallback) Folders
    {
        get
        {
            var name = Path.GetFileNameWithoutExtension(_path);
            return (Path.Combine(Path.GetDirectoryName(_path)!, name), Path.Combine(Path.GetTempPath(), "pipeline-" + name));
        }
    }

    /// <summary>Claims a new run. The folder may only be created afterwards: without a locked claim it would be a leftover.</summary>
    public static RunLock Create(string baseFolder)
    {
        Directory.CreateDirectory(baseFolder);
        while (true)
        {
            var path = Path.Combine(baseFolder, Prefix + RandomNumberGenerator.GetHexString(12, lowercase: true) + Extension);
            // Another start may have taken the file for a leftover before it was locked: then it is locked by that one, or gone.
            if (TryLock(path, FileMode.CreateNew) is { } claim)
            {
                if (File.Exists(path))
                    return claim;
                claim.Dispose();
            }
        }
    }

    /// <summary>Takes over the claims whose watcher is gone; those of living runs, and of other users, are left alone.</summary>
    public static IEnumerable<RunLock> TakeAbandoned(string baseFolder) => Directory.Exists(baseFolder)
        ? Directory.EnumerateFiles(baseFolder, Prefix + "*" + Extension).Select(path => TryLock(path, FileMode.Open)).OfType<RunLock>()
        : [];

    /// <summary>Gives the claim up. The file stays while the folder does, so that a later start can try again to remove both.</summary>
    public void Dispose()
    {
        _lock.Dispose();
        var (beside, fallback) = Folders;
        if (!Directory.Exists(beside) && !Directory.Exists(fallback))
            File.Delete(_path);
    }

    private static RunLock? TryLock(string path, FileMode mode)
    {
        try
        {
            return new(path, new FileStream(path, mode, FileAccess.ReadWrite, FileShare.None));
        }
        catch (Exception taken) when (mode == FileMode.Open && taken is IOException or UnauthorizedAccessException)
        {
            return null;
        }
        catch (IOException) when (File.Exists(path))
        {
            return null;
        }
    }
}
