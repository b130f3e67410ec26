namespace Pipeline.Cli.Running;

/// <summary>The traffic of one domain, which <c>pipeline run</c> generates.</summary>
internal abstract class RunTraffic
{
    /// <summary>Streams and tables of the run.</summary>
    public abstract PipelineDomain Domain { get; }

    /// <summary>The streams that the run consumes.</summary>
    public abstract IReadOnlyList<StreamDefinition> Streams { get; }

    /// <summary>Whether the traffic needs a schema registry.</summary>
    public virtual bool NeedsRegistry => false;

    /// <summary>A line for the user on how to repeat the traffic; null if <see cref="RunAsync"/> prints it.</summary>
    public virtual string? Seed(PipelineSettings settings) => null;

    /// <summary>Registers the services that write.</summary>
    public abstract void AddTo(IServiceCollection services, PipelineSettings settings);

    /// <summary>Writes until the duration ends or the user stops it.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="settings">Settings.</param>
    /// <param name="duration">Length of the live traffic; null: no limit.</param>
    /// <param name="end">Ends the traffic. The method cancels it when the duration has passed.</param>
    /// <returns>False if something that had to be written is missing.</returns>
    public abstract Task<bool> RunAsync(
        IServiceProvider services, PipelineSettings settings, TimeSpan? duration, CancellationTokenSource end);
}
