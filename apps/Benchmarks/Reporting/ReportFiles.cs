namespace Benchmarks.Reporting;

/// <summary>What stays of a benchmark: a CSV for machines and a page for people.</summary>
internal static class ReportFiles
{
    /// <summary>Writes <c>name.csv</c> and <c>name.html</c> in UTF-8, over those of an earlier run; makes the folder where it is missing.</summary>
    /// <returns>The full paths of both.</returns>
    /// <exception cref="IOException">The folder cannot be made or the files cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise, for want of rights.</exception>
    public static (string Csv, string Html) Write(BenchmarkReport report, DirectoryInfo folder)
    {
        folder.Create();
        var csv = Path.Combine(folder.FullName, report.Name + ".csv");
        var html = Path.Combine(folder.FullName, report.Name + ".html");
        // The page first: where drawing it fails, no CSV of this run stands beside a page of an earlier one.
        File.WriteAllText(html, HtmlPage.Text(report));
        File.WriteAllText(csv, CsvReport.Text(report));
        return (csv, html);
    }
}
