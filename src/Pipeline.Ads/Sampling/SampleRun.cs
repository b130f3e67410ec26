using Pipeline.Ads.Output;
using Pipeline.Ads.Rows;

namespace Pipeline.Ads.Sampling;

/// <summary><c>sample</c>: some of the accepted rows of a file, byte for byte and in the order of the file.</summary>
/// <param name="file">The file.</param>
/// <param name="options">The command line.</param>
/// <param name="log">Standard error, because the rows can go to standard output.</param>
/// <param name="progress">Progress on standard error.</param>
internal sealed class SampleRun(string file, SampleOptions options, TextWriter log, FileProgress progress)
{
    private readonly SeededRandom _random = new(options.Seed);
    private readonly List<(long Line, byte[] Raw)> _rows = [];
    private long _accepted;
    private long _refused;

    /// <summary>Reads the file, as far as the method needs it, and writes the sample.</summary>
    /// <param name="open">Opens the output.</param>
    /// <param name="stop">Ends the run without a sample.</param>
    /// <returns>Exit code: 1 if the file is damaged.</returns>
    /// <exception cref="StartupRefusedException">The file cannot be read or the sample cannot be written; one sentence.</exception>
    public async Task<int> RunAsync(Func<LineFile> open, CancellationToken stop)
    {
        if (options.Output is { } path && Path.GetFullPath(path) == Path.GetFullPath(file))
            throw new StartupRefusedException($"{path} is the file itself: set --output to another one.", isTransient: false);
        using var reader = RowReader.Open(file);
        await foreach (var page in reader.ReadAsync(stop))
        {
            Add(page);
            progress.Show(_accepted + _refused, _refused, (double)page.Consumed / reader.Length);
            if (IsFullHead)
                break;
        }

        progress.End();
        if (reader.Failure is { } failure)
            await log.WriteLineAsync(failure);
        Write(reader, open);
        await log.WriteLineAsync(
            $"{options.Output ?? "standard output"}: {_rows.Count:N0} of {_accepted:N0} accepted rows; "
                + $"{_refused:N0} refused rows left out");
        return reader.Failure is null ? 0 : 1;
    }

    /// <summary>Vitter's algorithm R: row n takes a place with the probability size / n.</summary>
    private void Add(RowPage page)
    {
        for (var row = 0; row < page.Count && !IsFullHead; row++)
        {
            _accepted++;
            if (_rows.Count < options.Rows)
                _rows.Add((page.Line(row), page.Raw(row).ToArray()));
            else if ((long)(_random.Fraction() * _accepted) is var place && place < _rows.Count)
                _rows[(int)place] = (page.Line(row), page.Raw(row).ToArray());
        }

        // Refused rows after the last row of a head are not counted: the sample ends there.
        var end = IsFullHead ? _rows[^1].Line : long.MaxValue;
        _refused += page.Refused.Count(r => r.Line < end);
    }

    private bool IsFullHead => options.Method == SampleMethod.Head && _rows.Count == options.Rows;

    private void Write(RowReader reader, Func<LineFile> open)
    {
        using var sample = open();
        sample.Add([.. reader.Header, (byte)'\n'], 1);
        foreach (var (_, raw) in _rows.OrderBy(static r => r.Line))
            sample.Add([.. raw, (byte)'\n'], 1);
        sample.Flush();
    }
}
