using Pipeline.Hosting.Settings;
using Pipeline.Kafka;
using Pipeline.Operations.DeadLetters;
using Pipeline.Operations.Status;
using Pipeline.Operations.Verification;
using Pipeline.Postgres;
using Pipeline.Postgres.Watching;
using Pipeline.Shop.Records;
using Pipeline.Shop.Settings;
using Pipeline.Shop.Tables;
using Pipeline.Streams.Definitions;

namespace Pipeline.Dashboard.Board;

/// <summary>
/// The report of the dead letters, read anew when there are others than before. Reading it means reading all letters, so it is not
/// done beside the look of every second but in the background, and the longer it takes, the rarer. One caller.
/// </summary>
public sealed class LetterWatch(PipelineSettings settings, DatabaseReader database, Func<Exception, string> explain, TimeProvider time) : IAsyncDisposable
{
    private const int Samples = 3;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    /// <summary>Also without a sign of change: a replay by somebody else only shows in the table of replays.</summary>
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(30);

    /// <summary>While more and more come in. What somebody has asked for need not wait for it.</summary>
    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(5);

    /// <summary>A reading of this length is mostly waiting: a broker answers half a second late that there is no more.</summary>
    private static readonly TimeSpan Waiting = TimeSpan.FromSeconds(3);
    private const int PausePerReading = 10;

    private readonly CancellationTokenSource _stop = new();
    private Task _reading = Task.CompletedTask;
    private long? _readAs;
    private long _notBefore;
    private long _readAt;
    private volatile bool _asked;
    private Reading<DeadLetterReport> _last = Reading.None<DeadLetterReport>();

    /// <summary>The report as it was read last.</summary>
    public Reading<DeadLetterReport> Last => Volatile.Read(ref _last);

    /// <summary>Has it read again at the next look: after a replay.</summary>
    public void Ask() => _asked = true;

    /// <summary>Starts reading when there is a reason to.</summary>
    public void Look(Glance glance)
    {
        if (!_reading.IsCompleted || (time.GetTimestamp() < _notBefore && !_asked) || !settings.Kafka.Enabled || CountOf(glance) is not { } count)
            return;
        if (!_asked && count == _readAs && time.GetElapsedTime(_readAt) < Period)
            return;
        (_asked, _readAs) = (false, count);
        _reading = Task.Run(ReadAsync);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _reading;
        _stop.Dispose();
    }

    /// <summary>A number that changes when letters come in; null while that cannot be told.</summary>
    private long? CountOf(Glance glance)
    {
        if (glance is not { Database: { Value: { } rows, Fault: null }, Cluster: { Value: { } cluster, Fault: null } })
            return null;
        var topics = ShopStreams.Registry.All.Select(settings.Kafka.Topics.DeadLettersOf).ToHashSet(StringComparer.Ordinal);
        return rows.DeadLetterRows + cluster.LogEnds.Where(e => topics.Contains(e.Key.Topic)).Sum(static e => e.Value.High);
    }

    private async Task ReadAsync()
    {
        var began = time.GetTimestamp();
        using var longest = new CancellationTokenSource(Longest, time);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(longest.Token, _stop.Token);
        try
        {
            using var box = new DeadLetterBox(settings.Kafka, database.Source);
            var report = await DeadLetterReport.ReadAsync(box, Samples, enough.Token);
            Volatile.Write(ref _last, new(report, time.GetUtcNow(), null));
        }
        catch (Exception e)
        {
            var fault = longest.IsCancellationRequested ? $"Reading them takes longer than {Longest.TotalSeconds:0} s: make dlq reads them all." : explain(e);
            Volatile.Write(ref _last, Last with { Fault = fault });
            _readAs = null;
        }

        var pause = (time.GetElapsedTime(began) - Waiting) * PausePerReading;
        _readAt = time.GetTimestamp();
        _notBefore = _readAt + (long)((pause > ShortestPause ? pause : ShortestPause).TotalSeconds * time.TimestampFrequency);
    }
}
