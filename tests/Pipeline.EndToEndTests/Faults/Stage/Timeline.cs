using System.Diagnostics;

namespace Pipeline.EndToEndTests.Faults.Stage;

/// <summary>What happened when, printed as it happens; at the end a line of reports/faults.csv.</summary>
internal sealed class Timeline(string fault, long seed, ITestOutputHelper output)
{
    private static readonly Lock ReportLock = new();

    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private TimeSpan _injected;
    private TimeSpan _ended;
    private bool _waitsForDetection;

    /// <summary>From the fault to the first sign of it in the system; of several, the longest. Null when there was none to see.</summary>
    public TimeSpan? DetectedAfter { get; private set; }

    /// <summary>From the end of the fault until everything committed by then had taken effect; of several, the longest.</summary>
    public TimeSpan? RecoveredAfter { get; private set; }

    public void Step(string what) =>
        output.WriteLine($"{_clock.Elapsed.TotalSeconds,7:0.0} s  {what}{(what == "FAILED" ? $" (FAULT_SEED={seed})" : "")}");

    /// <summary>The fault begins.</summary>
    public void Injected(string what)
    {
        (_injected, _waitsForDetection) = (_clock.Elapsed, true);
        Step($"fault: {what}");
    }

    /// <summary>The system itself shows that it has noticed.</summary>
    public void Detected(string how)
    {
        var after = _clock.Elapsed - _injected;
        if (_waitsForDetection && (DetectedAfter is null || after > DetectedAfter))
            DetectedAfter = after;
        _waitsForDetection = false;
        Step($"detected after {after.TotalSeconds:0.0} s: {how}");
    }

    /// <summary>The cause is gone.</summary>
    public void Ended(string what)
    {
        _ended = _clock.Elapsed;
        Step($"ended: {what}");
    }

    /// <summary>Everything committed until the fault ended has taken effect.</summary>
    public void Recovered()
    {
        var after = _clock.Elapsed - _ended;
        if (RecoveredAfter is null || after > RecoveredAfter)
            RecoveredAfter = after;
        Step($"recovered: {after.TotalSeconds:0.0} s after the end everything committed until then has taken effect");
    }

    /// <summary>Lets the fault last.</summary>
    public async Task LastAsync(TimeSpan duration)
    {
        Step($"it lasts {duration.TotalSeconds:0.#} s");
        await Task.Delay(duration, TestContext.Current.CancellationToken);
    }

    /// <summary>The line for the table of all faults.</summary>
    public void Report(long backlogPeak, string verification)
    {
        Step($"backlog at its peak: {backlogPeak:N0} events");
        var file = new FileInfo(Path.Combine(Repository.Root, "reports", "faults.csv"));
        lock (ReportLock)
        {
            file.Directory!.Create();
            if (!file.Exists)
                File.WriteAllText(file.FullName, "fault,seed,detected_after_s,recovered_after_s,backlog_peak,verification\n");
            File.AppendAllText(file.FullName, FormattableString.Invariant(
                $"{fault},{seed},{Seconds(DetectedAfter)},{Seconds(RecoveredAfter)},{backlogPeak},{verification}\n"));
        }
    }

    private static string Seconds(TimeSpan? time) => time is { } t ? FormattableString.Invariant($"{t.TotalSeconds:0.0}") : "";
}
