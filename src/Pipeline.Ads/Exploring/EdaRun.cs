using Pipeline.Ads.Output;
using Pipeline.Ads.Rows;

namespace Pipeline.Ads.Exploring;

/// <summary><c>eda</c>: one pass over a file, then data_stats.json, a Markdown report and an HTML page.</summary>
/// <param name="file">The file.</param>
/// <param name="folder">Where the reports are written to.</param>
/// <param name="output">Standard output.</param>
/// <param name="progress">Progress on standard error.</param>
internal sealed class EdaRun(string file, string folder, TextWriter output, FileProgress progress)
{
    public const string JsonName = "data_stats.json";
    public const string MarkdownName = "data_report.md";
    public const string HtmlName = "data_report.html";

    /// <summary>Runs until the end of the file.</summary>
    /// <returns>Exit code: 0 if the whole file was read.</returns>
    /// <exception cref="StartupRefusedException">The file cannot be read or a report cannot be written; one sentence.</exception>
    public async Task<int> RunAsync(CancellationToken stop)
    {
        using var reader = RowReader.Open(file);
        var counter = new DataCounter();
        await foreach (var page in reader.ReadAsync(stop))
        {
            counter.Add(page);
            progress.Show(counter.Accepted + counter.Refused, counter.Refused, (double)page.Consumed / reader.Length);
        }

        progress.End();
        if (reader.Failure is { } failure)
            await Console.Error.WriteLineAsync(failure);
        var statistics = counter.Result(file, reader.Length, reader.Failure is null);
        Write(statistics);
        await ReportAsync(statistics);
        return reader.Failure is null ? 0 : 1;
    }

    private void Write(DataStatistics statistics)
    {
        var report = new StatisticsReport(statistics);
        try
        {
            Directory.CreateDirectory(folder);
            File.WriteAllBytes(Path.Combine(folder, JsonName), DataStatisticsJson.Write(statistics));
            File.WriteAllText(Path.Combine(folder, MarkdownName), report.Markdown());
            File.WriteAllText(Path.Combine(folder, HtmlName), report.Html());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartupRefusedException(
                $"Cannot write the reports to {folder} ({e.Message.TrimEnd('.')}): set --output.", isTransient: false, e);
        }
    }

    private async Task ReportAsync(DataStatistics statistics)
    {
        var report = new StatisticsReport(statistics);
        foreach (var (name, value) in report.Summary())
            await output.WriteLineAsync($"{name,-20}{value}");
        foreach (var (reason, rows) in statistics.Refused)
            await output.WriteLineAsync($"  {reason,-18}{rows:N0}");
        foreach (var note in report.Notes())
            await output.WriteLineAsync(note);
        await output.WriteLineAsync($"{"reports",-20}{Path.Combine(folder, HtmlName)}, {MarkdownName}, {JsonName}");
        await output.WriteLineAsync(
            $"eda: {(statistics.Complete ? "ok" : "FAILED")} rows={statistics.Rows} accepted={statistics.Accepted} "
                + $"refused={statistics.Rows - statistics.Accepted} clicks={statistics.Clicks} rate={progress.Rate(statistics.Rows):0}");
    }
}
