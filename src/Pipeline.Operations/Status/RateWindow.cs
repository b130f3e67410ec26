namespace Pipeline.Operations.Status;

/// <summary>
/// Turns counters that only grow into rates over the last few seconds. A counter that has fallen began anew (a database made anew,
/// a topic deleted): the window begins with it. Not thread-safe.
/// </summary>
/// <param name="span">Length of the window.</param>
public sealed class RateWindow(TimeSpan span)
{
    private readonly Dictionary<string, Queue<(DateTimeOffset At, long Count)>> _counters = new(StringComparer.Ordinal);

    /// <summary>Takes a counter's value.</summary>
    public void Add(string counter, DateTimeOffset at, long count)
    {
        if (!_counters.TryGetValue(counter, out var values))
            _counters[counter] = values = new();
        if (values.Count > 0 && values.Last() is var last && (count < last.Count || at < last.At))
            values.Clear();
        // The same reading twice is one.
        if (values.Count == 0 || values.Last().At < at)
            values.Enqueue((at, count));
        while (values.Count > 2 && at - values.ElementAt(1).At >= span)
            values.Dequeue();
    }

    /// <summary>A counter's growth a second; null when it was not seen twice, or not in the last while.</summary>
    /// <param name="counter">The counter.</param>
    /// <param name="now">The time.</param>
    public double? PerSecond(string counter, DateTimeOffset now)
    {
        if (!_counters.TryGetValue(counter, out var values) || values.Count < 2)
            return null;
        var (first, last) = (values.Peek(), values.Last());
        return now - last.At > span * 2 ? null : (last.Count - first.Count) / (last.At - first.At).TotalSeconds;
    }
}
