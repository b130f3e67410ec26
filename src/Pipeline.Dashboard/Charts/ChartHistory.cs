namespace Pipeline.Dashboard.Charts;

/// <summary>The last 15 minutes with one point per five seconds, and the charts drawn from them. Not thread-safe.</summary>
public sealed class ChartHistory
{
    /// <summary>Time between two points.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <summary>Number of points in 15 minutes.</summary>
    public const int Points = 180;

    private readonly Queue<Point> _points = new();

    /// <summary>Charts up to the last point. A new object after each <see cref="Add"/>.</summary>
    public ChartSet Charts { get; private set; } = ChartSet.None;

    /// <summary>Adds a point and draws the charts.</summary>
    public void Add(StatusSnapshot status)
    {
        _points.Enqueue(Point.Of(status));
        if (_points.Count > Points)
            _points.Dequeue();
        var topics = status.Streams.Select(static s => s.Topic).ToList();
        Charts = new(
            ChartDrawing.Draw([.. topics.Select(t => Line(t, p => p.Of(t)?.Produced))]),
            ChartDrawing.Draw([.. topics.Select(t => Line(t, p => p.Of(t)?.Applied))]),
            ChartDrawing.Draw([Line("p50", static p => p.Latency?.P50), Line("p99", static p => p.Latency?.P99)]),
            ChartDrawing.Draw([.. topics.Select(t => Line(t, p => p.Of(t)?.Lag))]),
            ChartDrawing.Draw([Line("outbox", static p => p.Outbox)]),
            ChartDrawing.Draw([Line("open", static p => p.OpenBreakers)]));
    }

    private (string Key, double?[] Values) Line(string key, Func<Point, double?> value) => (key, [.. _points.Select(value)]);

    /// <summary>One point. A stale value is null, because a flat line would suggest that nothing changed.</summary>
    private sealed record Point(IReadOnlyList<StreamFlow> Streams, LatencyStatistics? Latency, double? Outbox, double? OpenBreakers)
    {
        public StreamFlow? Of(string topic) => Streams.FirstOrDefault(s => s.Topic == topic);

        public static Point Of(StatusSnapshot status) => new(
            status.Streams, status.Latency, status.Database is { Fault: null, Value: { } figures } ? figures.OutboxWaiting : null,
            HealthEvaluation.Breakers(status) is { Members: > 0 } breakers ? breakers.Open : null);
    }
}
