using Pipeline.Dashboard.Actions;

namespace Pipeline.Dashboard.Snapshots;

/// <summary>Composes everything behind the pages: reader, dead-letter monitor, snapshot store, actions, poller.</summary>
public sealed class DashboardSources : IAsyncDisposable
{
    private readonly StatusReader _reader;
    private readonly PolledSource<ShopStatistics> _shop;
    private readonly DeadLetterMonitor _deadLetters;

    /// <summary>Creates the parts. Nothing is read until the poller starts.</summary>
    /// <param name="settings">Settings of the process.</param>
    /// <param name="databases">Connections of the process, for the actions.</param>
    /// <param name="workers">Source of the workers' reports.</param>
    /// <param name="log">Log of the poller.</param>
    /// <param name="time">Clock.</param>
    public DashboardSources(
        PipelineSettings settings, Databases databases, IWorkerReports workers, ILogger<StatusPoller> log, TimeProvider time)
    {
        string Explain(Exception e) => e switch
        {
            OperationCanceledException => "The operation was cancelled.",
            IOException => $"Cannot write temporary files ({e.Message}). Set VERIFY_FOLDER to a folder with free space.",
            _ => StartupChecks.Explain(e, settings),
        };
        _reader = new(settings.Kafka, settings.Postgres, workers, e => StartupChecks.Explain(e, settings), time, StatusReader.WaitTimeout);
        _shop = new(new ShopStatisticsReader(_reader.Database.Source).ReadAsync, Explain, StatusReader.WaitTimeout, time);
        _deadLetters = new(settings, _reader.Database, Explain, time);
        Store = new(time);
        Actions = new(settings, databases, _deadLetters.RequestRead, Explain, time);
        Poller = new(_reader, _shop, _deadLetters, Actions, Store, log, time);
    }

    /// <summary>The reporter of this process; null when the workers are other processes.</summary>
    public WorkerReporter? OwnReporter { get; init; }

    /// <summary>The latest snapshot.</summary>
    public SnapshotStore Store { get; }

    /// <summary>Reads the sources and publishes snapshots.</summary>
    public StatusPoller Poller { get; }

    /// <summary>Verification and replay.</summary>
    public DashboardActions Actions { get; }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Actions.DisposeAsync();
        Poller.Dispose();
        await _deadLetters.DisposeAsync();
        await _shop.DrainAsync();
        await _reader.DisposeAsync();
    }
}
