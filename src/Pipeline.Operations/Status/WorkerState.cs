namespace Pipeline.Operations.Status;

/// <summary>The last known state of a worker.</summary>
/// <param name="Address">Display name of the worker: its host, if needed with port or number.</param>
/// <param name="Report">Its last report.</param>
public sealed record WorkerState(string Address, Reading<WorkerReport> Report);

/// <summary>Source of the workers' reports: this process, or other processes over HTTP.</summary>
public interface IWorkerReports
{
    /// <summary>Reads all reports in parallel. An unreachable worker keeps its last report, with a fault. Not thread-safe.</summary>
    Task<IReadOnlyList<WorkerState>> ReadAsync(CancellationToken cancellationToken);
}
