using Pipeline.Ads.Rows;

namespace Pipeline.Ads.Exploring;

/// <summary>The statistics for people: as Markdown, and as an HTML page with charts.</summary>
/// <param name="statistics">The statistics.</param>
internal sealed class StatisticsReport(DataStatistics statistics)
{
    private const int PerCent = 100;

    /// <summary>The report as Markdown.</summary>
    public string Markdown()
    {
        var page = new StringBuilder($"# {MarkdownTable.Encoded(Title)}\n\n");
        foreach (var (name, value) in Summary())
            page.Append($"- {MarkdownTable.Encoded(name)}: {MarkdownTable.Encoded(value)}\n");
        page.Append('\n');
        foreach (var table in Tables())
            MarkdownTable.Append(page, table);
        if (Notes() is { Count: > 0 } notes)
            page.Append("## Notes\n\n").AppendJoin('\n', notes.Select(static n => $"- {MarkdownTable.Encoded(n)}")).Append('\n');
        return page.ToString();
    }

    /// <summary>The report as an HTML page that loads nothing.</summary>
    public string Html()
    {
        var page = HtmlDocument.Begin(Title, "exploratory data analysis", Title);
        HtmlDocument.AppendEntries(page, "Summary", Summary());
        HtmlDocument.AppendCharts(page, Charts());
        foreach (var table in Tables())
            HtmlTable.Append(page, table);
        HtmlDocument.AppendNotes(page, Notes());
        return HtmlDocument.End(page);
    }

    /// <summary>The main figures.</summary>
    public IReadOnlyList<(string Name, string Value)> Summary() =>
    [
        ("file", statistics.FileBytes is { } bytes ? $"{Path.GetFileName(statistics.File)}, {bytes:N0} bytes" : statistics.File),
        ("rows", $"{statistics.Rows:N0}"),
        ("accepted", $"{statistics.Accepted:N0}"),
        ("refused", $"{statistics.Rows - statistics.Accepted:N0}"),
        ("clicks", $"{statistics.Clicks:N0}"),
        ("click-through rate", statistics.Ctr is { } ctr ? $"{PerCent * ctr:0.00} %" : "–"),
        ("hours", statistics.Hours is [var first, .., var last] ? $"{first.Value} to {last.Value}, UTC"
            : statistics.Hours is [var only] ? $"{only.Value}, UTC" : "–"),
        ("repeated ids", $"{(statistics.Duplicates.Estimated ? "about " : "")}{statistics.Duplicates.Ids:N0}, with "
            + $"{statistics.Duplicates.ExtraRows:N0} rows beyond their first"),
    ];

    private string Title => $"Data set {Path.GetFileName(statistics.File)}";

    private IEnumerable<ResultTable> Tables()
    {
        if (statistics.Refused.Count > 0)
        {
            yield return new("Refused rows", "reason",
                [.. statistics.Refused.Select(static r => new ResultRow(r.Key, [Count("rows", r.Value)]))]);
        }

        yield return Rates("Click-through rate by banner position", "banner_pos", statistics.BannerPositions);
        yield return Rates("Click-through rate by device type", "device_type", statistics.DeviceTypes);
        yield return Rates("Click-through rate by hour of the day", "hour (UTC)", statistics.HoursOfDay);
        yield return new("Columns", "column", [.. statistics.Columns.Select(Column)]);
        foreach (var column in statistics.Columns.Where(static c => c.Top.Count > 0))
            yield return Rates($"Most frequent values of {column.Name}", column.Name, column.Top);
    }

    private ResultTable Rates(string title, string subject, IReadOnlyList<CategoryRate> rates) => new(
        title, subject,
        [
            .. rates.Select(r => new ResultRow(r.Value,
            [
                Count("rows", r.Rows), Value("share", "%", PerCent * (double)r.Rows / statistics.Accepted),
                Count("clicks", r.Clicks), Value("CTR", "%", PerCent * r.Ctr),
            ])),
        ]);

    private static ResultRow Column(ColumnStatistics column) => new(
        column.DistinctEstimated ? $"{column.Name}, estimated" : column.Name,
        [
            Count("missing", column.Missing), Count("distinct", column.Distinct),
            Value("standard error", "%", column.DistinctEstimated ? PerCent * column.DistinctError / column.Distinct : 0),
            Count("smallest", column.Min), Count("largest", column.Max),
        ]);

    private List<ReportChart> Charts()
    {
        var charts = new List<ReportChart>
        {
            new XyChart("Click-through rate by hour of the day", "hour (UTC)", "%", [Line(statistics.HoursOfDay, "CTR")]),
            Bars("Click-through rate by banner position", statistics.BannerPositions),
            Bars("Click-through rate by device type", statistics.DeviceTypes),
        };
        var instants = statistics.Hours
            .Select(static h => AdHour.ToInstant(int.Parse(h.Value, CultureInfo.InvariantCulture))).ToList();
        charts.Add(new XyChart("Rows by hour", "hours since the first", "rows",
        [
            new("rows", [.. instants.Select(i => (i - instants[0]).TotalHours)], [.. statistics.Hours.Select(static h => (double)h.Rows)]),
        ]));
        if (statistics.Refused.Count > 0)
        {
            charts.Add(new BarChart(
                "Refused rows", "rows", [.. statistics.Refused.Select(static r => (r.Key, Count("rows", r.Value)))]));
        }

        return charts;
    }

    private static XySeries Line(IReadOnlyList<CategoryRate> rates, string name) => new(
        name, [.. rates.Select(static r => double.Parse(r.Value, CultureInfo.InvariantCulture))],
        [.. rates.Select(static r => PerCent * r.Ctr ?? double.NaN)]);

    private static BarChart Bars(string title, IReadOnlyList<CategoryRate> rates) =>
        new(title, "%", [.. rates.Select(static r => (r.Value, Value("CTR", "%", PerCent * r.Ctr)))]);

    /// <summary>What is not exact, and what is incomplete.</summary>
    public IReadOnlyList<string> Notes()
    {
        var notes = new List<string>();
        if (!statistics.Complete)
            notes.Add("The file is damaged: the figures are of the rows before the damage.");
        if (statistics.Duplicates.Estimated)
        {
            notes.Add($"Repeated ids are estimated from a sample of the ids: standard error {statistics.Duplicates.StandardError:N0}.");
        }

        var estimated = statistics.Columns.Where(static c => c.DistinctEstimated).ToList();
        if (estimated.Count > 0)
            notes.Add($"Distinct values are estimated in {string.Join(", ", estimated.Select(static c => c.Name))}.");
        notes.AddRange(estimated.Where(static c => c.TopError > 0).Select(static c =>
            $"Rows of the most frequent values of {c.Name} can be up to {c.TopError:N0} too low."));
        return notes;
    }

    private static Measurement Count(string name, long? count) => Value(name, "", count);

    private static Measurement Value(string name, string unit, double? value) => new(name, unit, [value ?? double.NaN]);
}
