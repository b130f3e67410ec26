using Pipeline.Operations.Status;

namespace Pipeline.Dashboard.Charts;

/// <summary>The last 15 minutes, a point every five seconds, and the charts drawn from them. One caller.</summary>
public sealed class ChartHistory
{
    /// <summary>From point to point.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <summary>Points of 15 minutes.</summary>
    public const int Points = 180;

    private readonly Queue<Point> _points = new();

    /// <summary>The charts as of the last point.</summary>
    public ChartSet Charts { get; private set; } = ChartSet.None;

    /// <summary>Takes a point and draws.</summary>
    public void Add(Glance glance)
    {
        _points.Enqueue(Point.Of(glance));
        if (_points.Count > Points)
            _points.Dequeue();
        var topics = glance.Streams.Select(static s => s.Topic).ToList();
        Charts = new(
            ChartDrawing.Draw([.. topics.Select(t => Line(t, p => p.Of(t)?.Produced))]),
            ChartDrawing.Draw([.. topics.Select(t => Line(t, p => p.Of(t)?.Applied))]),
            ChartDrawing.Draw([Line("p50", static p => p.Latency?.P50), Line("p99", static p => p.Latency?.P99)]),
            ChartDrawing.Draw([.. topics.Select(t => Line(t, p => p.Of(t)?.Lag))]),
            ChartDrawing.Draw([Line("outbox", static p => p.Outbox)]),
            ChartDrawing.Draw([Line("open", static p => p.OpenBreakers)]));
    }

    private (string Key, double?[] Values) Line(string key, Func<Point, double?> value) => (key, [.. _points.Select(value)]);

    /// <summary>What was stale is a gap: a straight line would say that all was calm.</summary>
    private sealed record Point(IReadOnlyList<StreamFlow> Streams, LatencyFigures? Latency, double? Outbox, double? OpenBreakers)
    {
        public StreamFlow? Of(string topic) => Streams.FirstOrDefault(s => s.Topic == topic);

        public static Point Of(Glance glance) => new(
            glance.Streams, glance.Latency, glance.Database is { Fault: null, Value: { } figures } ? figures.OutboxWaiting : null,
            Diagnosis.Breakers(glance) is { Members: > 0 } breakers ? breakers.Open : null);
    }
}
