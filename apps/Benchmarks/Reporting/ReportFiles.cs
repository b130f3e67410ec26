namespace Benchmarks.Reporting;

/// <summary>Writes the files of a report.</summary>
internal static class ReportFiles
{
    /// <summary>Writes <c>name.csv</c> and <c>name.html</c> in UTF-8. Replaces those of an earlier run; creates a missing folder.</summary>
    /// <returns>The full paths of both.</returns>
    /// <exception cref="IOException">The folder cannot be created or a file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The process has no permission to do so.</exception>
    public static (string Csv, string Html) Write(BenchmarkReport report, DirectoryInfo folder)
    {
        folder.Create();
        var csv = Path.Combine(folder.FullName, report.Name + ".csv");
        var html = Path.Combine(folder.FullName, report.Name + ".html");
        // The page first: if drawing it fails, both files are still those of the earlier run.
        File.WriteAllText(html, HtmlPage.Text(report));
        File.WriteAllText(csv, CsvReport.Text(report));
        return (csv, html);
    }
}
