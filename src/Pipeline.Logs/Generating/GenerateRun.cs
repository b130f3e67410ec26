using Pipeline.Logs.Formats;
using Pipeline.Logs.Incidents;
using Pipeline.Logs.Sequences;

namespace Pipeline.Logs.Generating;

/// <summary>Writes entries as fast as possible or at a rate, and prints the number per second every second.</summary>
/// <param name="options">What to write.</param>
/// <param name="progress">Standard error: standard output is for entries.</param>
/// <param name="time">Clock.</param>
internal sealed class GenerateRun(GenerateOptions options, TextWriter progress, TimeProvider time)
{
    /// <summary>Bytes of lines that are collected before they go to the output.</summary>
    private const int BatchBytes = 64 * 1024;

    /// <summary>Entries between two readings of the clock: a reading per entry would lower the rate by a tenth.</summary>
    private const int BatchEntries = 256;

    private static readonly long LastMs = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(1);

    private readonly byte[] _batch = new byte[BatchBytes + LineFormat.MaxLine];
    private readonly EntrySequence _sequence = new(options.Services, options.Seed, new());
    private readonly Pace? _pace = options.Rate is { } rate ? new(rate, time) : null;
    private readonly long _began = time.GetTimestamp();
    private long _entries;
    private long _bytes;
    private TimeSpan _shownAt;
    private long _shownEntries;

    /// <summary>Runs until the limit is reached or the token is cancelled (Ctrl+C).</summary>
    /// <exception cref="StartupRefusedException">The output cannot be written.</exception>
    public async Task<int> RunAsync(CancellationToken stop)
    {
        await progress.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $"{string.Join(", ", options.Services.Select(static s => s.Name))}, seed {options.Seed}"));
        using var output = new LineOutput(options.Output, options.Split);
        var isFull = false;
        while (!isFull && !stop.IsCancellationRequested && _entries != options.Count && !(time.GetElapsedTime(_began) >= options.Duration))
        {
            var max = (int)Math.Min(BatchEntries, (options.Count ?? long.MaxValue) - _entries);
            var due = _pace?.Take(max) ?? max;
            if (due > 0)
                isFull = !Write(output, due);
            Show();
            if (due < max)
                await WaitAsync(output, stop);
        }

        output.Flush();
        ShowEnd(output);
        return 0;
    }

    /// <returns>False if the next line would exceed the maximum number of bytes.</returns>
    private bool Write(LineOutput output, int count)
    {
        var (length, lines) = (0, 0);
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var isFull = false;
        for (var entry = 0; entry < count && !isFull; entry++)
        {
            int line;
            try
            {
                _sequence.Make(_entries, options.Start is { } start ? Simulated(start) : now);
                line = options.Format.Write(_sequence.Entry, _batch.AsSpan(length));
            }
            catch (Exception e)
            {
                // Keep the complete lines before the failing entry.
                output.Add(_batch.AsSpan(0, length), lines);
                output.Flush();
                throw new StartupRefusedException(
                    $"Service {Encoding.UTF8.GetString(_sequence.Entry.Service.Span)} failed at entry {_entries} "
                    + $"({e.GetType().Name}: {e.Message.TrimEnd('.')}).", isTransient: false, e);
            }

            isFull = _bytes + line > options.Bytes;
            if (isFull)
                break;
            // A file ends with a whole line, and so does a batch.
            if (length + line > BatchBytes || length + line > output.Room)
            {
                output.Add(_batch.AsSpan(0, length), lines);
                _batch.AsSpan(length, line).CopyTo(_batch);
                (length, lines) = (0, 0);
            }

            (length, lines) = (length + line, lines + 1);
            (_entries, _bytes) = (_entries + 1, _bytes + line);
        }

        if (lines > 0)
            output.Add(_batch.AsSpan(0, length), lines);
        return !isFull;
    }

    /// <summary>The formats have no year after 9999: later entries get its last millisecond.</summary>
    private long Simulated(DateTimeOffset start) =>
        (long)Math.Min(LastMs, start.ToUnixTimeMilliseconds() + Math.Floor(_entries * options.StepMicroseconds / 1_000));

    private async Task WaitAsync(LineOutput output, CancellationToken stop)
    {
        // A reader of a slow stream sees each line at once.
        output.Show();
        await Task.Delay(Pause, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private void Show()
    {
        var now = time.GetElapsedTime(_began);
        if (now - _shownAt < Second)
            return;
        var rate = (_entries - _shownEntries) / (now - _shownAt).TotalSeconds;
        progress.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Logs/sec: {rate:N0}   entries: {_entries:N0}"));
        (_shownAt, _shownEntries) = (now, _entries);
    }

    private void ShowEnd(LineOutput output)
    {
        var seconds = Math.Max(1e-3, time.GetElapsedTime(_began).TotalSeconds);
        if (options.Split is not null)
            progress.WriteLine($"{output.Files.Count} files, {output.Files[0]} to {output.Files[^1]}");
        progress.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"generate: entries={_entries} bytes={_bytes} seconds={seconds:0.000} per_second={_entries / seconds:0}"));
    }
}
