namespace Pipeline.Dashboard.Actions;

/// <summary>What a user of the page can start. It uses the connections of the process, not those of the poller. Thread-safe.</summary>
/// <param name="settings">Settings of the process.</param>
/// <param name="databases">Connections of the process.</param>
/// <param name="replayEnded">Called after each replay, also after a failed one.</param>
/// <param name="explain">Turns an exception into a sentence for the user.</param>
/// <param name="time">Clock.</param>
public sealed class DashboardActions(
    PipelineSettings settings, Databases databases, Action replayEnded, Func<Exception, string> explain, TimeProvider time)
    : IAsyncDisposable
{
    /// <summary>How long a verification waits for events in flight.</summary>
    private static readonly TimeSpan VerificationTimeout = TimeSpan.FromSeconds(120);

    private readonly LastVerification? _stored = settings.Verify.ResultPath is { } path ? new(path) : null;
    private volatile VerificationStage _stage = new(VerificationStep.Quiescence);

    /// <summary>The streams of the pipeline.</summary>
    public StreamRegistry Streams => settings.Domain.Streams;

    /// <summary>The verification.</summary>
    public SingleFlightAction<VerificationReport> Verification { get; } = new(explain, time);

    /// <summary>The replay of dead letters.</summary>
    public SingleFlightAction<ReplaySummary> Replay { get; } = new(explain, time);

    /// <summary>Current stage of the verification that runs.</summary>
    public VerificationStage Stage => _stage;

    /// <summary>Starts a verification.</summary>
    /// <returns>False when one runs already.</returns>
    public bool StartVerification() => Verification.TryStart(token =>
    {
        _stage = new(VerificationStep.Quiescence);
        return new PipelineVerifier(settings.Kafka, settings.Verify, databases.SynchronousCommit)
            .RunAsync(VerificationTimeout, token, stage => _stage = stage);
    });

    /// <summary>Takes the result that another process has stored in VERIFY_RESULT since the last call. Not for two calls at once.</summary>
    public void AdoptStoredVerification()
    {
        if (_stored?.Poll() is { } ended)
            Verification.Adopt(ended.Report, ended.EndedAt);
    }

    /// <summary>Starts a replay.</summary>
    /// <returns>False when one runs already or Kafka is off.</returns>
    public bool StartReplay(ReplayOptions options) => settings.Kafka.Enabled && Replay.TryStart(async token =>
    {
        using var replayer = new DeadLetterReplayer(settings.Kafka, databases.SynchronousCommit);
        try
        {
            return await replayer.RunAsync(options, token);
        }
        finally
        {
            replayEnded();
        }
    });

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Verification.DisposeAsync();
        await Replay.DisposeAsync();
    }
}
