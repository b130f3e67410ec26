using Pipeline.Logs.Entries;
using Pipeline.Logs.Services;
using Pipeline.Simulation;

namespace Pipeline.Testing.Logs;

/// <summary>Writes what a test wants. The catalogue does not find it: its constructor has parameters.</summary>
public sealed class ScriptedService(Action<LogEntry> write, string name = "scripted") : LogService
{
    public override string Name => name;

    public override string Description => "Writes what a test wants.";

    /// <summary>How many entries it has written.</summary>
    public int Calls { get; private set; }

    public override void Write(in LogRequest request, SeededRandom random, LogEntry entry)
    {
        Calls++;
        write(entry);
    }
}
