using System.Diagnostics;
using System.Globalization;
using Pipeline.Embedded;

namespace Pipeline.IntegrationTests.Embedded;

/// <summary>The command line program that plays the children, and how tests look at them.</summary>
internal static class ChildProgram
{
    /// <summary>Beside the tests, where the build copies it; the entry assembly of a test is the test host.</summary>
    public static EmbeddedProcess Process { get; } = new("dotnet", [RunningProgram.BuiltPath("pipeline")]);

    /// <summary>Runs, and is not only an entry in the process table that nobody has collected yet.</summary>
    public static bool IsRunning(int pid)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Processes are looked at through /proc.");
        try
        {
            // pid (name) state …; the name may hold anything, even a parenthesis.
            var status = File.ReadAllText($"/proc/{pid}/stat");
            return status[status.LastIndexOf(')') + 2] != 'Z';
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>
    /// Starts a shell that starts the child, holds the pipe to it and waits: a parent that a test can kill, which it cannot do to
    /// its own process.
    /// </summary>
    /// <returns>The parent, the child's process id and its first line.</returns>
    public static async Task<(Process Parent, int ChildId, string Ready)> StartUnderShellAsync(params string[] role)
    {
        const string Script = "coproc CHILD { exec \"$@\"; }; read -r line <&\"${CHILD[0]}\"; echo \"$CHILD_PID $line\"; read -r forever";
        var start = new ProcessStartInfo("bash", ["-c", Script, "parent", Process.FileName, .. Process.LeadingArguments, .. role])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        var parent = System.Diagnostics.Process.Start(start)!;
        var words = (await parent.StandardOutput.ReadLineAsync(Token))!.Split(' ', 2);
        return (parent, int.Parse(words[0], CultureInfo.InvariantCulture), words[1]);
    }
}
