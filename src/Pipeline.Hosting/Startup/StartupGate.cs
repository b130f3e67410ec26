namespace Pipeline.Hosting.Startup;

/// <summary>Opens when database and topics have been found in order; until then nothing writes or consumes.</summary>
public sealed class StartupGate
{
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the gate opens.</summary>
    public Task Opened => _opened.Task;

    /// <summary>Whether it is open.</summary>
    public bool IsOpen => _opened.Task.IsCompletedSuccessfully;

    /// <summary>What is being waited for, as a sentence.</summary>
    public string? WaitingFor { get; internal set; }

    /// <summary>Opens it.</summary>
    public void Open() => _opened.TrySetResult();
}
