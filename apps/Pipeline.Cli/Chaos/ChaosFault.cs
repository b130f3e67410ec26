using Pipeline.Operations.Status;
using Pipeline.Simulation;
using Pipeline.Simulation.Dirt;

namespace Pipeline.Cli.Chaos;

/// <summary>Something that goes wrong. One instance a run of the command; ending it twice does no harm.</summary>
/// <param name="name">As in FAULT=name.</param>
/// <param name="summary">What it does, for the list.</param>
internal abstract class ChaosFault(string name, string summary)
{
    public string Name => name;

    public string Summary => summary;

    /// <summary>Makes it happen. What takes its time by itself returns when that is over.</summary>
    /// <returns>What was hit.</returns>
    public abstract Task<string> InjectAsync(ComposeProject project, SeededRandom random, CancellationToken cancellationToken);

    /// <summary>How long it lasts once it has happened, seconds.</summary>
    public virtual int Seconds(SeededRandom random) => 0;

    /// <summary>Undoes it, also when it has happened only half.</summary>
    public virtual Task EndAsync(ComposeProject project) => Task.CompletedTask;
}
