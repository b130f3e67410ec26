using Pipeline.Ads.Rows;
using Pipeline.Ads.Statistics;

namespace Pipeline.Ads.Exploring;

/// <summary>
/// Counts a file in one pass. Each column of a page is counted by one thread, so the result does not depend on the number of threads.
/// </summary>
internal sealed class DataCounter
{
    private const int MaxExamples = 20;
    private const int MaxExampleBytes = 200;
    private const int TopValues = 10;

    private readonly ColumnCounter[] _columns = [.. Enumerable.Range(0, AdColumns.Count).Select(static c => new ColumnCounter(c))];
    private readonly SortedDictionary<string, long> _refused = new(StringComparer.Ordinal);
    private readonly List<RefusedExample> _examples = [];
    private long _clicks;

    /// <summary>Accepted rows so far.</summary>
    public long Accepted { get; private set; }

    /// <summary>Refused rows so far.</summary>
    public long Refused { get; private set; }

    /// <summary>Adds the rows of a page.</summary>
    public void Add(RowPage page)
    {
        Accepted += page.Count;
        foreach (var click in page.Column(AdColumns.Click))
            _clicks += click.Value;
        // Batches of one column: the costs of columns differ too much for a fixed share.
        Parallel.For(0, _columns.Length, column => _columns[column].Add(page));
        foreach (var row in page.Refused)
            AddRefused(page, row);
    }

    /// <summary>The statistics.</summary>
    /// <param name="file">Path of the file.</param>
    /// <param name="fileBytes">Its size on disk; null for a pipe.</param>
    /// <param name="isComplete">Whether the whole file was read.</param>
    public DataStatistics Result(string file, long? fileBytes, bool isComplete)
    {
        var hours = Rates(AdColumns.Hour);
        var ids = _columns[AdColumns.Id].Ids;
        return new()
        {
            File = file,
            FileBytes = fileBytes,
            Complete = isComplete,
            Rows = Accepted + Refused,
            Accepted = Accepted,
            Refused = _refused,
            RefusedExamples = _examples,
            Clicks = _clicks,
            Ctr = Accepted == 0 ? null : (double)_clicks / Accepted,
            Hours = hours,
            HoursOfDay = [.. hours.GroupBy(static h => h.Value[^2..]).OrderBy(static g => g.Key, StringComparer.Ordinal).Select(Sum)],
            BannerPositions = Rates(AdColumns.BannerPosition),
            DeviceTypes = Rates(AdColumns.DeviceType),
            Duplicates = new(ids.Repeated, ids.ExtraRows, ids.IsEstimated, ids.RepeatedError),
            Columns = [.. _columns.Select(static (counter, column) => Statistics(counter, AdColumns.All[column]))],
        };
    }

    private void AddRefused(RowPage page, in RefusedRow row)
    {
        Refused++;
        _refused[row.Fault.Name()] = _refused.GetValueOrDefault(row.Fault.Name()) + 1;
        if (_examples.Count == MaxExamples)
            return;
        var raw = page.Raw(row);
        var text = Encoding.UTF8.GetString(raw[..Math.Min(raw.Length, MaxExampleBytes)]);
        _examples.Add(new(row.Line, row.Reason, raw.Length > MaxExampleBytes ? text + "…" : text));
    }

    private List<CategoryRate> Rates(int column) =>
        [.. _columns[column].Values.Values().Select(Rate).OrderBy(static r => long.Parse(r.Value, CultureInfo.InvariantCulture))];

    private static CategoryRate Rate(ValueCount value) => new(value.Text, value.Count, value.Clicks, (double?)value.Clicks / value.Count);

    private static CategoryRate Sum(IGrouping<string, CategoryRate> of)
    {
        // A sum leaves nulls out, but an estimate has no clicks.
        var (rows, clicks) = (of.Sum(static r => r.Rows), of.Any(static r => r.Clicks is null) ? null : of.Sum(static r => r.Clicks));
        return new(of.Key, rows, clicks, (double?)clicks / rows);
    }

    private static ColumnStatistics Statistics(ColumnCounter counter, AdColumn column)
    {
        var kind = JsonNamingPolicy.SnakeCaseLower.ConvertName(column.Kind.ToString());
        if (column.Kind == AdColumnKind.Id)
        {
            var ids = counter.Ids;
            return new(column.Name, kind, counter.Missing, ids.Distinct, ids.IsEstimated, ids.DistinctError, null, null, [], 0);
        }

        var values = counter.Values;
        var distinct = values.Distinct;
        int? min = counter.Min > counter.Max ? null : counter.Min;
        return new(
            column.Name, kind, counter.Missing, distinct, values.IsEstimated, values.IsEstimated ? distinct * HyperLogLog.StandardError : 0,
            min, min is null ? null : counter.Max, [.. values.Top(TopValues).Select(Rate)], values.Error);
    }
}
