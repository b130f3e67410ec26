namespace Pipeline.Operations.Status;

/// <summary>
/// Converts growing counters to rates over a sliding window. A counter that decreases was reset, for example by a new database or a
/// deleted topic; the window then starts again. Not thread-safe.
/// </summary>
/// <param name="span">Length of the window.</param>
public sealed class RateWindow(TimeSpan span)
{
    private readonly Dictionary<string, Queue<(DateTimeOffset At, long Count)>> _counters = new(StringComparer.Ordinal);

    /// <summary>Adds a value of a counter.</summary>
    public void Add(string counter, DateTimeOffset at, long count)
    {
        if (!_counters.TryGetValue(counter, out var values))
            _counters[counter] = values = new();
        if (values.Count > 0 && values.Last() is var last && (count < last.Count || at < last.At))
            values.Clear();
        // Skip a reading that was added before.
        if (values.Count == 0 || values.Last().At < at)
            values.Enqueue((at, count));
        while (values.Count > 2 && at - values.ElementAt(1).At >= span)
            values.Dequeue();
    }

    /// <summary>Growth of a counter per second; null with fewer than two values, or if the last is older than two windows.</summary>
    /// <param name="counter">The counter.</param>
    /// <param name="now">Current time.</param>
    public double? PerSecond(string counter, DateTimeOffset now)
    {
        if (!_counters.TryGetValue(counter, out var values) || values.Count < 2)
            return null;
        var (first, last) = (values.Peek(), values.Last());
        return now - last.At > span * 2 ? null : (last.Count - first.Count) / (last.At - first.At).TotalSeconds;
    }
}
