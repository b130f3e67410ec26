using System.Diagnostics;
using System.Globalization;

namespace Pipeline.Testing;

/// <summary>Signals to processes by their ids.</summary>
public static class ProcessSignal
{
    /// <param name="signal">The signal without its first three letters: TERM, KILL, STOP, CONT, INT.</param>
    /// <param name="processes">Ids of processes that exist.</param>
    public static void Send(string signal, params IEnumerable<int> processes)
    {
        using var kill = Process.Start("kill", [$"-{signal}", .. processes.Select(static id => id.ToString(CultureInfo.InvariantCulture))]);
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }
}
