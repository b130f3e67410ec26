namespace Pipeline.Hosting.Reporting;

/// <summary>GET /report on the health port, for the dashboard and <c>pipeline status</c>. Needs neither the database nor Kafka.</summary>
public static class ReportEndpoint
{
    /// <summary>Maps the endpoint.</summary>
    public static void MapReport(this IEndpointRouteBuilder routes, WorkerReporter reporter) =>
        routes.MapGet(WorkerReport.Path, context => context.Response.WriteAsJsonAsync(
            reporter.Report(), ReportJson.Default.WorkerReport, cancellationToken: context.RequestAborted));
}
