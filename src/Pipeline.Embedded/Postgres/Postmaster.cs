namespace Pipeline.Embedded.Postgres;

/// <summary>The server's main process, found through its data folder.</summary>
internal static class Postmaster
{
    /// <summary>
    /// The process id of the server that runs on this data folder, or null. The id in postmaster.pid can be stale and now belong to
    /// another process, even another server, so the process's command line must contain the folder.
    /// </summary>
    public static async Task<int?> LivingPidAsync(string dataFolder)
    {
        var pid = ReadPid(Path.Combine(dataFolder, "postmaster.pid"));
        return pid is { } candidate && await IsServerOnAsync(dataFolder, candidate) ? candidate : null;
    }

    private static int? ReadPid(string file)
    {
        try
        {
            return int.TryParse(File.ReadLines(file).FirstOrDefault(), CultureInfo.InvariantCulture, out var pid) ? pid : null;
        }
        catch (IOException)
        {
            return null; // No file means no server.
        }
    }

    private static async Task<bool> IsServerOnAsync(string dataFolder, int pid)
    {
        if (OperatingSystem.IsWindows())
            return Array.Exists(Process.GetProcessesByName("postgres"), process => process.Id == pid);
        if (!OperatingSystem.IsLinux())
        {
            var ps = await ProgramRun.RunAsync("/", ["ps", "-p", $"{pid}", "-o", "args="]);
            return ps.Output.Contains(dataFolder, StringComparison.Ordinal);
        }

        try
        {
            return (await File.ReadAllTextAsync($"/proc/{pid}/cmdline")).Split('\0').Contains(dataFolder);
        }
        catch (IOException)
        {
            return false;
        }
    }
}
