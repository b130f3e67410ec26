namespace Pipeline.Dashboard.Charts;

/// <summary>A line of a chart, drawn once for all pages.</summary>
/// <param name="Key">Name of the line: a topic, or a statistic such as p50.</param>
/// <param name="Path">SVG path data in a field of <see cref="ChartDrawing.Width"/> by <see cref="ChartDrawing.Height"/>.</param>
/// <param name="Latest">The newest value; null while unknown.</param>
/// <param name="Minutes">Mean of each minute for the table, oldest first; null where no value was known.</param>
public sealed record ChartLine(string Key, string Path, double? Latest, IReadOnlyList<double?> Minutes);

/// <summary>A chart of the last 15 minutes.</summary>
/// <param name="Lines">Its lines.</param>
/// <param name="Top">Value at the upper edge; the lower edge is 0.</param>
public sealed record Chart(IReadOnlyList<ChartLine> Lines, double Top)
{
    /// <summary>A chart without lines.</summary>
    public static Chart None { get; } = new([], 1);
}

/// <summary>All charts of the page.</summary>
/// <param name="Produced">Messages produced per second, by topic.</param>
/// <param name="Applied">Events applied per second, by topic.</param>
/// <param name="Latency">End-to-end latency in seconds, p50 and p99.</param>
/// <param name="Lag">Messages not yet consumed, by topic.</param>
/// <param name="Outbox">Events waiting in the outbox.</param>
/// <param name="Breakers">Circuit breakers that are not closed.</param>
public sealed record ChartSet(Chart Produced, Chart Applied, Chart Latency, Chart Lag, Chart Outbox, Chart Breakers)
{
    /// <summary>Before the first point.</summary>
    public static ChartSet None { get; } = new(Chart.None, Chart.None, Chart.None, Chart.None, Chart.None, Chart.None);
}
