namespace Pipeline.EndToEndTests;

/// <summary>A folder of the test's own.</summary>
internal sealed class ScratchFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("pipeline-e2e-").FullName;

    public ScratchFolder()
    {
        // The embedded PostgreSQL may run as another account, which must reach its data.
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(Path, (UnixFileMode)Convert.ToInt32("755", 8));
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
