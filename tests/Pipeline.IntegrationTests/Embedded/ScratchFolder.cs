namespace Pipeline.IntegrationTests.Embedded;

/// <summary>A folder of one test. Open to other accounts unless told, because a server started by root runs under another one.</summary>
internal sealed class ScratchFolder : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public ScratchFolder(bool closed = false)
    {
        Path = Directory.CreateTempSubdirectory("pipeline-test-").FullName;
        if (!closed && !OperatingSystem.IsWindows())
            File.SetUnixFileMode(Path, OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
    }

    public string Path { get; }

    /// <summary>The folders of runs, finished ones being gone.</summary>
    public string[] Runs => Directory.GetDirectories(Path);

    /// <summary>Nothing of any run is left: neither folder nor claim.</summary>
    public bool IsEmpty => !Directory.EnumerateFileSystemEntries(Path).Any();

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
