using Pipeline.Ads.Output;
using Pipeline.Ads.Rows;

namespace Pipeline.Ads.Generating;

/// <summary><c>generate</c>: a file in the shape of the data set, and with dirt, a file that says where it is.</summary>
/// <param name="options">The command line.</param>
/// <param name="output">Standard output.</param>
/// <param name="progress">Progress on standard error.</param>
internal sealed class GenerateRun(GenerateOptions options, TextWriter output, FileProgress progress)
{
    private const int RowsPerBatch = 4096;

    private readonly RowWriter _rows = new(options.Seed, (long)(options.Rows * (1 - options.DirtShare)));
    private readonly SeededRandom _dirt = new SeededRandom(options.Seed).Fork("dirt", 0);
    private readonly TruthSummary _truth = new();
    private readonly byte[] _row = new byte[RowWriter.MaxBytes];
    private int _nextDirt;

    /// <summary>Runs until all rows are written or the token is cancelled.</summary>
    /// <returns>Exit code: 0 if all rows are written.</returns>
    /// <exception cref="StartupRefusedException">A file cannot be written; one sentence.</exception>
    public async Task<int> RunAsync(CancellationToken stop)
    {
        using var file = LineFile.Create(options.Output);
        using var truth = options.Truth is { } path ? LineFile.Create(path) : null;
        file.Add(Encoding.UTF8.GetBytes(AdHeader.Text + "\n"), 1);
        while (_truth.Rows < options.Rows && !stop.IsCancellationRequested)
        {
            for (var end = Math.Min(options.Rows, _truth.Rows + RowsPerBatch); _truth.Rows < end;)
                AddRow(file, truth);
            progress.Show(_truth.Rows, _truth.Broken, (double)_truth.Rows / options.Rows);
        }

        file.Flush();
        truth?.Add(TruthJson.Line(_truth), 1);
        truth?.Flush();
        progress.End();
        await ReportAsync(file.Bytes);
        return _truth.Rows == options.Rows ? 0 : 1;
    }

    private void AddRow(LineFile file, LineFile? truth)
    {
        var dirt = _truth.Good > 0 && _dirt.Chance(options.DirtShare) ? RowDirt.All[_nextDirt++ % RowDirt.All.Count] : null;
        if (dirt is null)
        {
            var length = _rows.Write(_row, out var isClick);
            file.Add(_row.AsSpan(0, length), 1);
            _truth.Rows++;
            _truth.Good++;
            _truth.Clicks += isClick ? 1 : 0;
            return;
        }

        // Made from the last good row, so that the same row again repeats a row of the file.
        var text = Encoding.UTF8.GetString(_row.AsSpan(0, _row.AsSpan().IndexOf((byte)'\n')));
        var fields = text.Split(',');
        file.Add([.. dirt.Break(fields), (byte)'\n'], 1);
        _truth.Add(dirt, fields[AdColumns.Click] == "1");
        truth?.Add(TruthJson.Line(new DirtyRow(_truth.Rows + 1, dirt.Kind, dirt.Reason)), 1);
    }

    private async Task ReportAsync(long bytes)
    {
        await output.WriteLineAsync(
            $"{options.Output}: {_truth.Rows:N0} rows, {bytes:N0} bytes, {progress.Rate(_truth.Rows):N0} rows/s; "
                + $"the same bytes again: --rows {options.Rows} --seed {options.Seed}"
                + (options.DirtShare > 0 ? $" --dirt {100 * options.DirtShare:0.####}" : ""));
        if (options.Truth is { } truth)
            await output.WriteLineAsync($"{truth}: {_truth.Broken:N0} broken rows, {_truth.Duplicates:N0} duplicates");
        await output.WriteLineAsync(
            $"generate: {(_truth.Rows == options.Rows ? "ok" : "FAILED")} rows={_truth.Rows} good={_truth.Good} clicks={_truth.Clicks} "
                + $"duplicates={_truth.Duplicates} broken={_truth.Broken}");
    }
}
