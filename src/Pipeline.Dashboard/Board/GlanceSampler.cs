using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Pipeline.Dashboard.Charts;
using Pipeline.Operations.Status;

namespace Pipeline.Dashboard.Board;

/// <summary>
/// The one that reads, for all pages: once a second while somebody looks or has looked a moment ago, and as often as the charts need
/// points otherwise.
/// </summary>
public sealed class GlanceSampler(
    GlanceReader reader, LetterWatch letters, DashboardActions actions, GlanceBoard board, ILogger<GlanceSampler> log, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Lively = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LivelyFor = TimeSpan.FromMinutes(1);

    private readonly ChartHistory _history = new();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Lively, time);
        var ticks = 0;
        do
        {
            var isPoint = ticks++ % (int)(ChartHistory.Interval / Lively) == 0;
            if (!isPoint && board.Unwatched > LivelyFor)
                continue;
            try
            {
                await LookAsync(isPoint, stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                // Sources that fail are shown, not thrown: this is a mistake of ours, and pages that stand still would hide it.
                log.LookFailed(e);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task LookAsync(bool isPoint, CancellationToken cancellationToken)
    {
        var glance = await reader.ReadAsync(cancellationToken);
        if (isPoint)
            _history.Add(glance);
        if (board.Unwatched <= LivelyFor)
            letters.Look(glance);
        actions.LookForVerification();
        board.Show(new(glance, letters.Last, _history.Charts));
    }
}
