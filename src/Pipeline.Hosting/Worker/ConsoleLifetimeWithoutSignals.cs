using Microsoft.Extensions.Hosting;

namespace Pipeline.Hosting.Worker;

/// <summary>The lifetime of a host within a process whose signals are another's.</summary>
public sealed class ConsoleLifetimeWithoutSignals : IHostLifetime
{
    /// <inheritdoc/>
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
