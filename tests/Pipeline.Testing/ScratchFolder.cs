namespace Pipeline.Testing;

/// <summary>
/// A folder of one test, deleted with its content. Other accounts can read it unless it is closed: an embedded server that root
/// starts runs under another account.
/// </summary>
public sealed class ScratchFolder : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode OthersRead =
        UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    public ScratchFolder(bool closed = false)
    {
        Path = Directory.CreateTempSubdirectory("pipeline-test-").FullName;
        if (!closed && !OperatingSystem.IsWindows())
            File.SetUnixFileMode(Path, OwnerOnly | OthersRead);
    }

    public string Path { get; }

    /// <summary>The folders in it; an embedded server has one while it runs.</summary>
    public string[] Folders => Directory.GetDirectories(Path);

    public bool IsEmpty => !Directory.EnumerateFileSystemEntries(Path).Any();

    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (IOException)
        {
            // A process or thread that stops can still write a file during the deletion.
            Directory.Delete(Path, recursive: true);
        }
    }
}
