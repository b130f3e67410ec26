using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Pipeline.Operations.Status;

namespace Pipeline.Hosting.Reporting;

/// <summary>GET /report on the health port: what the dashboard and <c>pipeline status</c> ask a worker, also while the database is away.</summary>
public static class ReportEndpoint
{
    /// <summary>Serves it.</summary>
    public static void MapReport(this IEndpointRouteBuilder routes, WorkerReporter reporter) =>
        routes.MapGet(WorkerReport.Path, context => context.Response.WriteAsJsonAsync(reporter.Report(), ReportJson.Default.WorkerReport, cancellationToken: context.RequestAborted));
}
