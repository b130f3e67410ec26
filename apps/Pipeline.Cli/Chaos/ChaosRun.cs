using System.Diagnostics;
using Pipeline.Kafka;
using Pipeline.Operations.Status;
using Pipeline.Operations.Verification;
using Pipeline.Simulation;
using Pipeline.Simulation.Dirt;

namespace Pipeline.Cli.Chaos;

/// <summary>
/// One fault after another: it happens, lasts, ends, and the system is waited for and verified. Whatever happens meanwhile, also
/// Ctrl+C, the fault is undone.
/// </summary>
internal sealed class ChaosRun(ComposeProject project, SystemMonitor watch, Action<string> say)
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan RecoveryTimeout = TimeSpan.FromMinutes(4);

    /// <summary>How long the system must have been as usual before it counts as recovered.</summary>
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(3);

    private Baseline _usual = new(0, 0);

    /// <summary>Waits until the system is well, and learns what is usual.</summary>
    /// <returns>Why not; null when it is well.</returns>
    public async Task<string?> SettleAsync(CancellationToken cancellationToken)
    {
        await DiskFull.UndoAsync(project);
        // Whatever lag there is with everything running is usual; what counts here is that it runs.
        _usual = new(long.MaxValue / 4, long.MaxValue);
        if (await RecoverAsync(cancellationToken) is null)
            return _usual.Evidence(watch.Now);
        long lag = 0;
        for (var began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(5); await Task.Delay(Poll, cancellationToken))
            lag = Math.Max(lag, watch.Now.Lag);
        _usual = new(lag, watch.Now.DeadLettered);
        return null;
    }

    /// <summary>Makes the fault, undoes it, and verifies.</summary>
    /// <exception cref="ComposeException">The engine did not do as told; the fault is undone as far as it goes.</exception>
    public async Task<ChaosResult> RunAsync(ChaosFault fault, SeededRandom random, CancellationToken cancellationToken)
    {
        _usual = _usual.After(watch.Now);
        watch.TakePeak();
        var began = TimeProvider.System.GetLocalNow();
        var clock = Stopwatch.StartNew();
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var detecting = DetectAsync(clock, ended.Token);
        string target;
        try
        {
            say($"{fault.Name}: begins");
            target = await fault.InjectAsync(project, random, cancellationToken);
            var seconds = fault.Seconds(random);
            say($"{fault.Name}: {target}{(seconds > 0 ? $", for {seconds} s" : "")}");
            await Task.Delay(TimeSpan.FromSeconds(seconds), cancellationToken);
        }
        finally
        {
            await fault.EndAsync(project);
            say($"{fault.Name}: over");
        }

        var lasted = clock.Elapsed;
        var recovered = await RecoverAsync(cancellationToken);
        await ended.CancelAsync();
        var (detectedAfter, noticedBy) = await detecting;
        var peak = watch.TakePeak();
        say(recovered is { } after
            ? $"{fault.Name}: recovered after {after.TotalSeconds:0.0} s, backlog peak {peak:N0}"
            : $"{fault.Name}: NOT recovered within {RecoveryTimeout.TotalMinutes:0} min: {_usual.Evidence(watch.Now)}");
        var verification = await VerifyAsync(cancellationToken);
        say(verification);
        return new(fault.Name, target, began, detectedAfter, noticedBy, lasted, recovered, peak, verification);
    }

    private async Task<(TimeSpan? After, string? By)> DetectAsync(Stopwatch clock, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            if (_usual.Evidence(watch.Now) is { } evidence)
            {
                var after = clock.Elapsed;
                say($"  noticed after {after.TotalSeconds:0.0} s by {evidence}");
                return (after, evidence);
            }

            await Task.Delay(Poll, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return (null, null);
    }

    /// <summary>Time until everything was as usual and stayed so for a moment; null when it did not in time.</summary>
    private async Task<TimeSpan?> RecoverAsync(CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        TimeSpan? wellSince = null;
        while (clock.Elapsed < RecoveryTimeout)
        {
            wellSince = _usual.IsWell(watch.Now) ? wellSince ?? clock.Elapsed : null;
            if (wellSince is { } since && clock.Elapsed - since >= Calm)
                return since;
            await Task.Delay(Poll, cancellationToken);
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
            say($"  {finding}");
        return output.Length > 0 ? output[^1] : $"verify: FAILED to run: {(await errors).Trim().Split('\n')[^1]}";
    }
}
