namespace Pipeline.Cli.Running;

/// <summary>What <c>pipeline run</c> writes: the traffic of one domain.</summary>
internal abstract class RunTraffic
{
    /// <summary>Streams and tables of the run.</summary>
    public abstract PipelineDomain Domain { get; }

    /// <summary>The streams that the run consumes.</summary>
    public abstract IReadOnlyList<StreamDefinition> Streams { get; }

    /// <summary>Whether the traffic needs a schema registry.</summary>
    public virtual bool NeedsRegistry => false;

    /// <summary>How to repeat the traffic, as a line for the user; null if the traffic says it.</summary>
    public virtual string? Seed(PipelineSettings settings) => null;

    /// <summary>Registers the parts that write.</summary>
    public abstract void AddTo(IServiceCollection services, PipelineSettings settings);

    /// <summary>Writes until the duration ends or the user stops it.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="settings">Settings.</param>
    /// <param name="duration">Length of the live traffic; null: no limit.</param>
    /// <param name="end">Cancelled at the end of the run.</param>
    /// <returns>Whether everything was written that had to be.</returns>
    public abstract Task<bool> RunAsync(
        IServiceProvider services, PipelineSettings settings, TimeSpan? duration, CancellationTokenSource end);
}
