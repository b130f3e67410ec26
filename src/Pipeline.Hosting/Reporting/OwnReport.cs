namespace Pipeline.Hosting.Reporting;

/// <summary>The report of the current process. <c>pipeline run</c> has all members in one process.</summary>
public sealed class OwnReport(WorkerReporter reporter, TimeProvider time) : IWorkerReports
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<WorkerState>> ReadAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<WorkerState>>([new(Environment.MachineName, new(reporter.Report(), time.GetUtcNow(), null))]);
}
