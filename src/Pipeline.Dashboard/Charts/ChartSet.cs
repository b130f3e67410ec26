namespace Pipeline.Dashboard.Charts;

/// <summary>A line of a chart, drawn already: whoever shows it only passes on the text.</summary>
/// <param name="Key">Which line: a topic, a group, or p50 and p99.</param>
/// <param name="Path">The path in a field of <see cref="ChartDrawing.Width"/> by <see cref="ChartDrawing.Height"/>.</param>
/// <param name="Latest">The newest value; null while unknown.</param>
/// <param name="Minutes">The mean of each minute, the oldest first, for whoever reads a table; null where nothing was known.</param>
public sealed record ChartLine(string Key, string Path, double? Latest, IReadOnlyList<double?> Minutes);

/// <summary>A chart of the last 15 minutes.</summary>
/// <param name="Lines">Its lines.</param>
/// <param name="Top">The value at the upper edge.</param>
public sealed record Chart(IReadOnlyList<ChartLine> Lines, double Top)
{
    /// <summary>Without a line.</summary>
    public static Chart None { get; } = new([], 1);
}

/// <summary>All charts.</summary>
/// <param name="Produced">Messages a second by topic.</param>
/// <param name="Applied">Events a second that took effect, by topic.</param>
/// <param name="Latency">From occurrence to effect, seconds.</param>
/// <param name="Lag">Messages that wait, by topic.</param>
/// <param name="Outbox">Events that wait in the outbox.</param>
/// <param name="Breakers">Breakers that are not closed.</param>
public sealed record ChartSet(Chart Produced, Chart Applied, Chart Latency, Chart Lag, Chart Outbox, Chart Breakers)
{
    /// <summary>Before the first point.</summary>
    public static ChartSet None { get; } = new(Chart.None, Chart.None, Chart.None, Chart.None, Chart.None, Chart.None);
}
