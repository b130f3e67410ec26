namespace Pipeline.Hosting.Worker;

/// <summary>Host lifetime that handles no signals, for a host whose process handles them.</summary>
public sealed class ConsoleLifetimeWithoutSignals : IHostLifetime
{
    /// <inheritdoc/>
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
