using System.Diagnostics;
using System.Globalization;

namespace Pipeline.Embedded.Postgres;

/// <summary>The server's main process, as its data folder knows it.</summary>
internal static class Postmaster
{
    /// <summary>
    /// The process id of the server that runs on this very folder, or null. The id in postmaster.pid may be stale and belong to
    /// another program by now, even to another server, so the process must name the folder in its command line.
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
            return null; // No such file: no server.
        }
    }

    private static async Task<bool> IsServerOnAsync(string dataFolder, int pid)
    {
        if (OperatingSystem.IsWindows())
            return Array.Exists(Process.GetProcessesByName("postgres"), process => process.Id == pid);
        if (!OperatingSystem.IsLinux())
            return (await ProgramRun.RunAsync("/", ["ps", "-p", $"{pid}", "-o", "args="])).Output.Contains(dataFolder, StringComparison.Ordinal);
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
