namespace Pipeline.Hosting.Startup;

/// <summary>Opens when the checks of database and topics have passed. Until then nothing is written or consumed.</summary>
public sealed class StartupGate
{
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the gate opens.</summary>
    public Task Opened => _opened.Task;

    /// <summary>Whether it is open.</summary>
    public bool IsOpen => _opened.Task.IsCompletedSuccessfully;

    /// <summary>The failed check that is retried, as a sentence; null if none.</summary>
    public string? WaitingFor { get; internal set; }

    /// <summary>Opens it.</summary>
    public void Open() => _opened.TrySetResult();
}
