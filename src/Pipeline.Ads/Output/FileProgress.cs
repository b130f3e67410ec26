namespace Pipeline.Ads.Output;

/// <summary>
/// Shows how far a file is: on a terminal one line that is overwritten, with a bar; otherwise a line every ten seconds.
/// </summary>
/// <param name="output">Standard error: standard output is for data.</param>
/// <param name="isTerminal">Whether a line can be overwritten.</param>
/// <param name="time">Clock.</param>
internal sealed class FileProgress(TextWriter output, bool isTerminal, TimeProvider time)
{
    private const int BarLength = 24;

    private static readonly TimeSpan LinePause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan BarPause = TimeSpan.FromMilliseconds(250);

    private readonly long _began = time.GetTimestamp();
    private TimeSpan _shown;
    private int _width;

    /// <summary>Time since the start.</summary>
    public TimeSpan Elapsed => time.GetElapsedTime(_began);

    /// <summary>Shows the state, unless it was shown a moment ago.</summary>
    /// <param name="rows">Rows so far.</param>
    /// <param name="refused">Rows of them that are broken.</param>
    /// <param name="share">Share of the file that is done, 0–1; null if unknown.</param>
    public void Show(long rows, long refused, double? share)
    {
        if (Elapsed - _shown < (isTerminal ? BarPause : LinePause))
            return;
        _shown = Elapsed;
        var line = $"{(share is { } done ? $"{Bar(done)} " : "")}{rows:N0} rows, {Rate(rows):N0} rows/s, {refused:N0} errors";
        if (isTerminal)
            Overwrite(line);
        else
            output.WriteLine(line);
    }

    /// <summary>Ends the line on a terminal.</summary>
    public void End()
    {
        if (_width > 0)
            output.WriteLine();
    }

    /// <summary>Rows per second since the start.</summary>
    public double Rate(long rows) => rows / Math.Max(1e-3, Elapsed.TotalSeconds);

    private string Bar(double done)
    {
        var part = Math.Clamp(done, 0, 1);
        var filled = (int)(part * BarLength);
        return isTerminal ? $"[{new string('#', filled)}{new string('-', BarLength - filled)}] {part,4:P0}" : $"{part:P0}";
    }

    private void Overwrite(string line)
    {
        output.Write($"\r{line.PadRight(_width)}");
        output.Flush();
        _width = line.Length;
    }
}
