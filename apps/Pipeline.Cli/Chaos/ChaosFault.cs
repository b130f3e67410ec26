namespace Pipeline.Cli.Chaos;

/// <summary>A fault of the running system. One instance per run of the command. Ending it twice is safe.</summary>
/// <param name="name">Name in FAULT=name.</param>
/// <param name="summary">Description in the list of faults.</param>
internal abstract class ChaosFault(string name, string summary)
{
    public string Name => name;

    public string Summary => summary;

    /// <summary>Injects the fault. A fault with a fixed duration returns when it is over.</summary>
    /// <returns>The affected services, topic or table.</returns>
    public abstract Task<string> InjectAsync(ComposeProject project, SeededRandom random, CancellationToken cancellationToken);

    /// <summary>Duration after the injection, seconds.</summary>
    public virtual int Seconds(SeededRandom random) => 0;

    /// <summary>Ends the fault, even if the injection was interrupted.</summary>
    public virtual Task EndAsync(ComposeProject project) => Task.CompletedTask;
}
