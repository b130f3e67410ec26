using Pipeline.Music.Events;
using Pipeline.Music.Simulating;

namespace Pipeline.Music.Output;

/// <summary>
/// Prints the first three events, then the progress. On a terminal, the progress is one line that is overwritten, with a bar if the
/// simulation has an end. Elsewhere it is a new line every <see cref="EventsPerLine"/> events, at most one per second.
/// </summary>
/// <param name="output">Standard output.</param>
/// <param name="isTerminal">Whether a line can be overwritten.</param>
/// <param name="time">Clock.</param>
internal sealed class ProgressDisplay(TextWriter output, bool isTerminal, TimeProvider time)
{
    /// <summary>Events between two lines.</summary>
    public const int EventsPerLine = 500;

    private const int FirstEvents = 3;
    private const int BarLength = 24;

    private static readonly TimeSpan LinePause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BarPause = TimeSpan.FromMilliseconds(250);

    private readonly long _began = time.GetTimestamp();
    private long _shownAt;
    private int _first;
    private int _width;

    /// <summary>Shows the state after a batch.</summary>
    /// <param name="batch">The newest events.</param>
    /// <param name="statistics">Counts of all events.</param>
    /// <param name="now">Simulated time, milliseconds since 1970.</param>
    /// <param name="share">Share of the simulation that is done, 0–1; null without an end.</param>
    /// <param name="acknowledged">Events that Kafka has acknowledged; null without Kafka.</param>
    public void Show(EventBuffer batch, RunStatistics statistics, long now, double? share, long? acknowledged = null)
    {
        for (var index = 0; _first < FirstEvents && index < batch.Count; index++, _first++)
            output.WriteLine(Encoding.UTF8.GetString(batch.JsonOf(index)));
        if (!isTerminal && statistics.Events % EventsPerLine != 0)
            return;
        if (_shownAt != 0 && time.GetElapsedTime(_shownAt) < (isTerminal ? BarPause : LinePause))
            return;
        _shownAt = time.GetTimestamp();
        var line = Line(statistics, now) + (acknowledged is { } sent ? $", {sent:N0} acknowledged" : "");
        if (!isTerminal)
            output.WriteLine(line);
        else
            Overwrite(share is { } done ? $"{Bar(done)} {line}" : line);
    }

    /// <summary>Ends the line on a terminal.</summary>
    public void End()
    {
        if (_width > 0)
            output.WriteLine();
    }

    private string Line(RunStatistics statistics, long now)
    {
        var rate = statistics.Events / Math.Max(0.001, time.GetElapsedTime(_began).TotalSeconds);
        return $"{statistics.Events:N0} events, {statistics.Active:N0} active listeners, "
            + $"{DateTimeOffset.FromUnixTimeMilliseconds(now):yyyy-MM-dd HH:mm:ss}, {rate:N0} events/s";
    }

    private static string Bar(double done)
    {
        var filled = (int)(Math.Clamp(done, 0, 1) * BarLength);
        return $"[{new string('#', filled)}{new string('-', BarLength - filled)}] {done,4:P0}";
    }

    private void Overwrite(string line)
    {
        output.Write($"\r{line.PadRight(_width)}");
        output.Flush();
        _width = line.Length;
    }
}
