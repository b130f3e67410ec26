using Microsoft.Extensions.Logging;
using Pipeline.Hosting.Composition;
using Pipeline.Hosting.Settings;
using Pipeline.Hosting.Reporting;
using Pipeline.Hosting.Startup;
using Pipeline.Kafka;
using Pipeline.Operations.Status;
using Pipeline.Operations.Verification;
using Pipeline.Postgres;
using Pipeline.Shop.Settings;
using Pipeline.Streams.Faults;

namespace Pipeline.Dashboard.Board;

/// <summary>Everything behind the pages, made in the order of the data's path: reader, letters, board, actions, sampler.</summary>
public sealed class DashboardSources : IAsyncDisposable
{
    private readonly GlanceReader _reader;
    private readonly LetterWatch _letters;

    /// <summary>Makes it; nothing is read before the sampler runs.</summary>
    /// <param name="settings">Where the servers are.</param>
    /// <param name="databases">The process's own connections, for what can be done here.</param>
    /// <param name="workers">Where the workers' reports come from.</param>
    /// <param name="log">Log of the sampler.</param>
    /// <param name="time">Clock.</param>
    public DashboardSources(PipelineSettings settings, Databases databases, IWorkerReports workers, ILogger<GlanceSampler> log, TimeProvider time)
    {
        string Explain(Exception e) => e switch
        {
            OperationCanceledException => "It was stopped.",
            IOException => $"There is no room for its files ({e.Message}): set VERIFY_FOLDER.",
            _ => StartupChecks.Explain(e, settings),
        };
        _reader = new(settings, workers, time, GlanceReader.Patience);
        _letters = new LetterWatch(settings, _reader.Database, Explain, time);
        Board = new(time);
        Actions = new(settings, databases, _letters, Explain, time);
        Sampler = new(_reader, _letters, Actions, Board, log, time);
    }

    /// <summary>The reporter of this very process, where it is the one that is shown.</summary>
    public WorkerReporter? OwnReporter { get; init; }

    /// <summary>What is shown.</summary>
    public GlanceBoard Board { get; }

    /// <summary>The one that reads.</summary>
    public GlanceSampler Sampler { get; }

    /// <summary>What can be done.</summary>
    public DashboardActions Actions { get; }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Actions.DisposeAsync();
        Sampler.Dispose();
        await _letters.DisposeAsync();
        await _reader.DisposeAsync();
    }
}
