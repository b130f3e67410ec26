namespace Benchmarks.Servers;

/// <summary>Starts a command line of the user in a shell.</summary>
internal static class ShellCommand
{
    /// <summary>Starts the command with redirected standard output and standard error.</summary>
    public static Process Start(string command) => Process.Start(new ProcessStartInfo("/bin/sh", ["-c", command])
    {
        UseShellExecute = false,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;
}
