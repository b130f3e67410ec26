namespace Pipeline.Operations.Metrics;

/// <summary>Which metrics have a series in Prometheus.</summary>
/// <param name="Present">Metrics with a series.</param>
/// <param name="Missing">Metrics without a series that must have one while the pipeline runs.</param>
/// <param name="NotYet">Metrics without a series that get one only after an optional event, such as a dead letter.</param>
/// <param name="MissingOfBrokers">Series of the brokers that are missing.</param>
public sealed record SeriesReport(
    IReadOnlyList<Metric> Present, IReadOnlyList<Metric> Missing, IReadOnlyList<Metric> NotYet,
    IReadOnlyList<BrokerSeries> MissingOfBrokers)
{
    /// <summary>Whether no metric is missing.</summary>
    public bool Ok => Missing.Count == 0 && MissingOfBrokers.Count == 0;

    /// <summary>The report: one line per series of the brokers and per metric without one, then a summary line for machines.</summary>
    public IEnumerable<string> Lines()
    {
        foreach (var series in BrokerSeries.All)
            yield return $"{(MissingOfBrokers.Contains(series) ? "MISSING" : "OK"),-8}{series.Name} ({series.Meaning})";
        foreach (var metric in NotYet)
            yield return $"not yet: {metric.PrometheusSeries} ({metric.Name}) comes {metric.Once}";
        foreach (var metric in Missing)
            yield return $"missing: {metric.PrometheusSeries} ({metric.Name}), from the {metric.Source.ToString().ToLowerInvariant()}";
        yield return $"metrics: {(Ok ? "ok" : "FAILED")} present={Present.Count + BrokerSeries.All.Count - MissingOfBrokers.Count} "
            + $"missing={Missing.Count + MissingOfBrokers.Count} not_yet={NotYet.Count}";
    }

    internal static SeriesReport Of(IReadOnlySet<string> names)
    {
        var absent = Instruments.All.Where(m => !names.Contains(m.PrometheusSeries)).ToList();
        return new(
            [.. Instruments.All.Except(absent)],
            [.. absent.Where(static m => m.Once is null)], [.. absent.Where(static m => m.Once is not null)],
            [.. BrokerSeries.All.Where(s => !names.Contains(s.Name))]);
    }
}
