using Pipeline.Operations.Status;


namespace Pipeline.Hosting.Reporting;

/// <summary>The report of this very process: all nine members of <c>pipeline run</c>.</summary>
public sealed class OwnReport(WorkerReporter reporter, TimeProvider time) : IWorkerReports
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<WorkerState>> ReadAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<WorkerState>>([new(Environment.MachineName, new(reporter.Report(), time.GetUtcNow(), null))]);
}
