
namespace Pipeline.Operations.Status;

/// <summary>A worker as it was last heard of.</summary>
/// <param name="Address">Where it was asked.</param>
/// <param name="Report">What it says of itself.</param>
public sealed record WorkerState(string Address, Reading<WorkerReport> Report);

/// <summary>Where the workers' reports come from: this process itself, or other processes over HTTP.</summary>
public interface IWorkerReports
{
    /// <summary>Asks all workers at once; one that does not answer keeps its last report and has its fault said. Not for two calls at once.</summary>
    Task<IReadOnlyList<WorkerState>> ReadAsync(CancellationToken cancellationToken);
}
