using System.Diagnostics;
using System.Globalization;
using Pipeline.Embedded;

namespace Pipeline.IntegrationTests.Embedded;

/// <summary>The program that runs as the child process, and operations on processes.</summary>
internal static class ChildProgram
{
    /// <summary>The built pipeline.dll. EmbeddedProcess.Current would start the test host.</summary>
    public static EmbeddedProcess Process { get; } = new("dotnet", [RunningProgram.BuiltPath("pipeline")]);

    /// <summary>Whether the process runs; a zombie does not count.</summary>
    public static bool IsRunning(int pid)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Needs /proc.");
        try
        {
            // pid (name) state …; the name can contain parentheses.
            var status = File.ReadAllText($"/proc/{pid}/stat");
            return status[status.LastIndexOf(')') + 2] != 'Z';
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>
    /// Starts a shell that starts the child process, holds its pipe and waits. A test can kill this parent, but not its own process.
    /// </summary>
    /// <returns>The parent, the child process's id and its first line.</returns>
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
