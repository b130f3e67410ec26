using System.Text.RegularExpressions;
using Pipeline.Hosting.Worker;

namespace Pipeline.EndToEndTests.Faults.Stage;

/// <summary>One process of the shop, by the name it would have in Compose.</summary>
internal sealed partial class ShopProgram(string name, RunningProgram process)
{
    /// <summary>How long a stop may take whatever is broken: the host's 25 s (WorkerProgram.ShutdownTimeout), and some to say so.</summary>
    public static readonly TimeSpan StopBound = TimeSpan.FromSeconds(32);

    public string Name => name;

    public RunningProgram Process => process;

    /// <summary>Not killed by a test, nor about to die of one.</summary>
    public bool IsExpectedToEndWell { get; set; } = true;

    /// <summary>The partitions a consumer has, as it says itself.</summary>
    public IReadOnlySet<int> Partitions
    {
        get
        {
            var held = new HashSet<int>();
            foreach (var line in process.Lines)
            {
                if (Change().Match(line) is not { Success: true } change)
                    continue;
                var partition = int.Parse(change.Groups["partition"].Value);
                _ = change.Groups["what"].Value == "assigned" ? held.Add(partition) : held.Remove(partition);
            }

            return held;
        }
    }

    /// <summary>SIGKILL, SIGSTOP, SIGCONT, SIGTERM, without the first three letters.</summary>
    public void Signal(string signal)
    {
        IsExpectedToEndWell &= signal != "KILL";
        process.Signal(signal);
    }

    /// <summary>128 + SIGTERM.</summary>
    private const int KilledByTerm = 143;

    /// <summary>How many lines it has said: what comes after them is new.</summary>
    public int Mark => process.Lines.Count;

    public bool HasSaid(string text, int since = 0) => process.Lines.Skip(since).Any(l => l.Contains(text, StringComparison.Ordinal));

    /// <summary>Tells it to stop and waits for its end, which must come in good time and with exit code 0.</summary>
    public async Task StopAsync()
    {
        if (!process.HasExited)
            process.Signal("TERM");
        await EndedWellAsync(StopBound);
    }

    public async Task EndedWellAsync(TimeSpan bound)
    {
        var (exitCode, _) = await process.EndAsync(bound);
        // Told to stop before it had begun: a process that has not said anything yet has no handler either, and is nobody's member.
        if (exitCode == KilledByTerm && process.Lines.Count == 0)
            return;
        Assert.True(exitCode == 0, $"{name} ended with {exitCode}:\n{Tail()}");
    }

    /// <summary>What it said last.</summary>
    public string Tail() => string.Join('\n', process.Lines.TakeLast(40));

    [GeneratedRegex(@"\S+/(?<partition>\d+) (?<what>assigned|revoked)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Change();
}
