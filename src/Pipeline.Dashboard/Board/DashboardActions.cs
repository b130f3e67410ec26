using Pipeline.Hosting.Composition;
using Pipeline.Hosting.Settings;
using Pipeline.Hosting.Startup;
using Pipeline.Kafka;
using Pipeline.Operations.DeadLetters;
using Pipeline.Operations.Verification;
using Pipeline.Postgres;
using Pipeline.Shop.Settings;

namespace Pipeline.Dashboard.Board;

/// <summary>The two things one can do here. They use the process's own connections, not those of the readers. Thread-safe.</summary>
public sealed class DashboardActions(
    PipelineSettings settings, Databases databases, LetterWatch letters, Func<Exception, string> explain, TimeProvider time) : IAsyncDisposable
{
    /// <summary>How long a verification waits for what is on its way.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly LastVerification? _elsewhere = settings.Verify.ResultPath is { } path ? new(path) : null;
    private volatile VerificationStage _stage;

    /// <summary>The verification.</summary>
    public SoloAction<VerificationReport> Verification { get; } = new(explain, time);

    /// <summary>The replay of dead letters.</summary>
    public SoloAction<ReplaySummary> Replay { get; } = new(explain, time);

    /// <summary>What the verification is at.</summary>
    public VerificationStage Stage => _stage;

    /// <summary>Starts a verification, unless one runs.</summary>
    public bool StartVerification() => Verification.TryStart(token =>
    {
        _stage = VerificationStage.Settling;
        return new PipelineVerifier(settings, databases.SynchronousCommit).RunAsync(Patience, token, stage => _stage = stage);
    });

    /// <summary>Takes over a verification that another process has run since the last look. One caller.</summary>
    public void LookForVerification()
    {
        if (_elsewhere?.Look() is { } ended)
            Verification.Adopt(ended.Report, ended.EndedAt);
    }

    /// <summary>Starts a replay, unless one runs.</summary>
    public bool StartReplay(ReplayOptions options) => settings.Kafka.Enabled && Replay.TryStart(async token =>
    {
        using var replayer = new DeadLetterReplayer(settings.Kafka, databases.SynchronousCommit);
        try
        {
            return await replayer.RunAsync(options, token);
        }
        finally
        {
            letters.Ask();
        }
    });

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Verification.DisposeAsync();
        await Replay.DisposeAsync();
    }
}
