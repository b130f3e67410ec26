namespace Pipeline.Cli.Chaos;

/// <summary>
/// Injects and ends one fault, waits until the system has recovered, and verifies it. The fault is ended in every case, even after
/// Ctrl+C.
/// </summary>
internal sealed class ChaosRun(ComposeProject project, SystemMonitor monitor, Action<string> print)
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan BaselinePeriod = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RecoveryTimeout = TimeSpan.FromMinutes(4);

    /// <summary>The system counts as recovered after this time at its baseline.</summary>
    private static readonly TimeSpan QuiescencePeriod = TimeSpan.FromSeconds(3);

    private Baseline _baseline = new(0, 0);

    /// <summary>Waits until the system is healthy and measures its baseline.</summary>
    /// <returns>The symptom if the system does not become healthy in time; null if it does.</returns>
    public async Task<string?> MeasureBaselineAsync(CancellationToken cancellationToken)
    {
        await DiskFull.UndoAsync(project);
        // No limit on the lag yet: here only the health of the system counts.
        _baseline = new(long.MaxValue / 4, long.MaxValue);
        if (await RecoverAsync(cancellationToken) is null)
            return _baseline.Symptom(monitor.Now);
        long lag = 0;
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < BaselinePeriod; await Task.Delay(PollInterval, cancellationToken))
            lag = Math.Max(lag, monitor.Now.Lag);
        _baseline = new(lag, monitor.Now.DeadLettered);
        return null;
    }

    /// <summary>Injects the fault, ends it, and verifies.</summary>
    /// <exception cref="ComposeException">A container command failed; the fault is ended as far as possible.</exception>
    public async Task<ChaosResult> RunAsync(ChaosFault fault, SeededRandom random, CancellationToken cancellationToken)
    {
        _baseline = _baseline.After(monitor.Now);
        monitor.TakePeak();
        var began = TimeProvider.System.GetLocalNow();
        var clock = Stopwatch.StartNew();
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var detecting = DetectAsync(clock, ended.Token);
        string target;
        try
        {
            print($"{fault.Name}: begins");
            target = await fault.InjectAsync(project, random, cancellationToken);
            var seconds = fault.Seconds(random);
            print($"{fault.Name}: {target}{(seconds > 0 ? $", for {seconds} s" : "")}");
            await Task.Delay(TimeSpan.FromSeconds(seconds), cancellationToken);
        }
        finally
        {
            await fault.EndAsync(project);
            print($"{fault.Name}: over");
        }

        var lasted = clock.Elapsed;
        var recovered = await RecoverAsync(cancellationToken);
        await ended.CancelAsync();
        var (detectedAfter, noticedBy) = await detecting;
        var peak = monitor.TakePeak();
        print(recovered is { } after
            ? $"{fault.Name}: recovered after {after.TotalSeconds:0.0} s, backlog peak {peak:N0}"
            : $"{fault.Name}: NOT recovered within {RecoveryTimeout.TotalMinutes:0} min: {_baseline.Symptom(monitor.Now)}");
        var verification = await VerifyAsync(cancellationToken);
        print(verification);
        return new(fault.Name, target, began, detectedAfter, noticedBy, lasted, recovered, peak, verification);
    }

    private async Task<(TimeSpan? After, string? By)> DetectAsync(Stopwatch clock, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            if (_baseline.Symptom(monitor.Now) is { } symptom)
            {
                var after = clock.Elapsed;
                print($"  noticed after {after.TotalSeconds:0.0} s by {symptom}");
                return (after, symptom);
            }

            await Task.Delay(PollInterval, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return (null, null);
    }

    /// <summary>Time until the system returned to its baseline and stayed there; null after the timeout.</summary>
    private async Task<TimeSpan?> RecoverAsync(CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        TimeSpan? wellSince = null;
        while (clock.Elapsed < RecoveryTimeout)
        {
            wellSince = _baseline.IsWell(monitor.Now) ? wellSince ?? clock.Elapsed : null;
            if (wellSince is { } since && clock.Elapsed - since >= QuiescencePeriod)
                return since;
            await Task.Delay(PollInterval, cancellationToken);
        }

        return null;
    }

    private async Task<string> VerifyAsync(CancellationToken cancellationToken)
    {
        using var verify = project.Start("run", "--rm", "--no-deps", "-T", "dev", "verify");
        var errors = verify.StandardError.ReadToEndAsync(CancellationToken.None);
        var output = (await verify.StandardOutput.ReadToEndAsync(cancellationToken)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await verify.WaitForExitAsync(cancellationToken);
        foreach (var finding in output.SkipLast(1))
            print($"  {finding}");
        return output.Length > 0 ? output[^1] : $"verify: FAILED to run: {(await errors).Trim().Split('\n')[^1]}";
    }
}
