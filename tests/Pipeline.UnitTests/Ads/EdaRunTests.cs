using System.Globalization;
using System.Text.Json;
using Pipeline.Ads.Exploring;
using Pipeline.Ads.Generating;
using Pipeline.Ads.Rows;

namespace Pipeline.UnitTests.Ads;

public sealed class EdaRunTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    [Fact]
    public async Task The_statistics_are_those_of_the_rows()
    {
        var path = await GenerateAsync("rows.csv", 30_000, dirt: 5);
        var (exitCode, statistics, _) = await RunAsync(path);
        var (rows, _) = await AdSample.ReadAsync(path);
        var accepted = rows.Where(static r => r.IsAccepted).ToList();

        Assert.Equal(0, exitCode);
        Assert.Equal(
            (30_000, accepted.Count, accepted.Count(IsClick), true),
            (statistics.Rows, statistics.Accepted, statistics.Clicks, statistics.Complete));
        Assert.Equal(accepted.Count(IsClick) / (double)accepted.Count, statistics.Ctr);
        Assert.Equal(
            rows.Where(static r => !r.IsAccepted).CountBy(static r => r.Fault.Name()).OrderBy(static r => r.Key, StringComparer.Ordinal)
                .Select(static r => (r.Key, (long)r.Value)),
            statistics.Refused.Select(static r => (r.Key, r.Value)));
        Assert.Equal(Rates(accepted, static r => r.Fields[AdColumns.BannerPosition]), statistics.BannerPositions);
        Assert.Equal(Rates(accepted, static r => r.Fields[AdColumns.DeviceType]), statistics.DeviceTypes);
        Assert.Equal(Rates(accepted, static r => r.Fields[AdColumns.Hour]), statistics.Hours);
        Assert.Equal(Rates(accepted, static r => r.Fields[AdColumns.Hour][^2..]), statistics.HoursOfDay);
        var ids = accepted.CountBy(static r => r.Fields[0]).Where(static id => id.Value > 1).ToList();
        Assert.True(ids.Count > 0);
        Assert.Equal(new DuplicateStatistics(ids.Count, ids.Sum(static id => id.Value - 1), false, 0), statistics.Duplicates);
    }

    [Fact]
    public async Task Each_column_has_its_missing_and_distinct_values_its_range_and_its_most_frequent_values()
    {
        var lines = Enumerable.Range(0, 1_000).Select(static i =>
            $"{i},{i % 2},14102100,{(i % 10 == 0 ? "" : $"{i - 500}")},0,{(i % 4 == 0 ? "" : $"site{i % 7}")}"
                + ",a,a,a,a,a,a,a,a,1,1,1,1,1,1,1,1,1,1");
        var (_, statistics, _) = await RunAsync(await WrittenAsync($"{AdSample.Header}\n{string.Join('\n', lines)}\n"));
        var columns = statistics.Columns.ToDictionary(static c => c.Name, StringComparer.Ordinal);

        Assert.Equal(AdColumns.All.Select(static c => (c.Name, c.Kind.ToString().ToLowerInvariant())),
            statistics.Columns.Select(static c => (c.Name, c.Kind)));
        var (c1, site) = (columns["C1"], columns["site_id"]);
        Assert.Equal((100, 900, -499, 499), (c1.Missing, c1.Distinct, c1.Min, c1.Max));
        Assert.Equal((250, 7, null, false), (site.Missing, site.Distinct, site.Min, site.DistinctEstimated));
        Assert.Equal((7, 750), (site.Top.Count, site.Top.Sum(static t => t.Rows)));
        Assert.Equal(new CategoryRate("14102100", 1_000, 500, 0.5), Assert.Single(columns["hour"].Top));
        Assert.Equal((1_000, 0), (columns["id"].Distinct, columns["id"].Missing));
        Assert.Empty(columns["id"].Top);
    }

    [Fact]
    public async Task Beyond_the_bounds_the_reports_say_what_is_estimated()
    {
        var rows = Enumerable.Range(0, 100_000).Select(static i => $"{i},0,14102100,1,0,s{i},a,a,a,a,a,a,a,a,1,1,1,1,1,1,1,1,1,1");
        var (_, statistics, output) = await RunAsync(await WrittenAsync($"{AdSample.Header}\n{string.Join('\n', rows)}\n"));
        var site = statistics.Columns.Single(static c => c.Name == "site_id");

        Assert.True(site.DistinctEstimated);
        Assert.InRange(site.Distinct, 100_000 - (4 * site.DistinctError), 100_000 + (4 * site.DistinctError));
        Assert.Empty(site.Top);
        var markdown = Report(EdaRun.MarkdownName).Replace("\\", "", StringComparison.Ordinal);
        Assert.All([output, markdown, Report(EdaRun.HtmlName)], static text =>
            Assert.Contains("Distinct values are estimated in site_id.", text, StringComparison.Ordinal));
        Assert.Contains("site_id, estimated", Report(EdaRun.HtmlName), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_loads_nothing_and_nothing_of_the_file_becomes_markup()
    {
        var row = AdSample.Row.Replace("1fbe01fe", "<script>alert(1)</script>", StringComparison.Ordinal)
            .Replace("28905ebd", "| `x` |", StringComparison.Ordinal);
        await RunAsync(await WrittenAsync($"{AdSample.Header}\n{row}\n<script>\n"));
        var html = Report(EdaRun.HtmlName);

        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("default-src 'none'", html, StringComparison.Ordinal);
        Assert.DoesNotContain("://", html.Replace("xmlns=\"http://www.w3.org/2000/svg\"", "", StringComparison.Ordinal));
        Assert.Equal(5, html.Split("<svg ").Length - 1);
        var markdown = Report(EdaRun.MarkdownName);
        Assert.DoesNotContain("<script", markdown.Replace("\\<", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains(@"| \| \`x\` \| | 1 |", markdown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_without_rows_has_reports_too()
    {
        var (exitCode, statistics, _) = await RunAsync(await WrittenAsync(AdSample.Header));
        Assert.Equal((0, 0, null), (exitCode, statistics.Rows, statistics.Ctr));
        Assert.Contains("no data", Report(EdaRun.HtmlName), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_a_cut_off_file_the_rows_before_are_counted_and_the_exit_code_says_so()
    {
        var path = Path.Combine(_folder.Path, "cut.csv.gz");
        var whole = AdSample.Compressed(AdSample.Generated(10_000));
        await File.WriteAllBytesAsync(path, whole[..(whole.Length / 2)], Token);
        var (exitCode, statistics, output) = await RunAsync(path);
        Assert.Equal((1, false), (exitCode, statistics.Complete));
        Assert.InRange(statistics.Accepted, 1, 9_999);
        Assert.Contains("eda: FAILED rows=", output, StringComparison.Ordinal);
        Assert.Contains("The file is damaged: the figures are of the rows before the damage.", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_compressed_file_has_the_statistics_of_the_plain_one()
    {
        var plain = await GenerateAsync("rows.csv", 20_000, dirt: 3);
        var packed = Path.Combine(_folder.Path, "rows.csv.gz");
        await File.WriteAllBytesAsync(packed, AdSample.Compressed(await File.ReadAllBytesAsync(plain, Token)), Token);
        var (_, a, _) = await RunAsync(plain);
        var (_, b, _) = await RunAsync(packed);
        Assert.Equal(Json(a), Json(b with { File = a.File, FileBytes = a.FileBytes }));
    }

    public void Dispose() => _folder.Dispose();

    private static bool IsClick(ReadRow row) => row.Fields[AdColumns.Click] == "1";

    private static IEnumerable<CategoryRate> Rates(IEnumerable<ReadRow> rows, Func<ReadRow, string> by) => rows.GroupBy(by)
        .OrderBy(static g => int.Parse(g.Key, CultureInfo.InvariantCulture))
        .Select(static g => new CategoryRate(g.Key, g.Count(), g.Count(IsClick), g.Count(IsClick) / (double)g.Count()));

    private static string Json(DataStatistics statistics) => System.Text.Encoding.UTF8.GetString(DataStatisticsJson.Write(statistics));

    private string Report(string name) => File.ReadAllText(Path.Combine(_folder.Path, "reports", name));

    private async Task<string> WrittenAsync(string text)
    {
        var path = Path.Combine(_folder.Path, "file.csv");
        await File.WriteAllTextAsync(path, text, Token);
        return path;
    }

    private async Task<string> GenerateAsync(string name, int rows, double dirt)
    {
        var path = Path.Combine(_folder.Path, name);
        var options = GenerateOptions.Read(option => option switch
        {
            "--rows" => $"{rows}",
            "--seed" => "42",
            "--dirt" => $"{dirt}",
            "--output" => path,
            _ => null,
        });
        await new GenerateRun(options, TextWriter.Null, AdSample.Silent).RunAsync(Token);
        return path;
    }

    private async Task<(int ExitCode, DataStatistics Statistics, string Output)> RunAsync(string path)
    {
        var output = new StringWriter(CultureInfo.InvariantCulture);
        var exitCode = await new EdaRun(path, Path.Combine(_folder.Path, "reports"), output, AdSample.Silent).RunAsync(Token);
        var json = JsonSerializer.Deserialize(Report(EdaRun.JsonName), DataStatisticsJson.Default.DataStatistics)!;
        return (exitCode, json, output.ToString());
    }
}
