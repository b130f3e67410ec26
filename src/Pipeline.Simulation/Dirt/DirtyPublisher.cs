using Microsoft.Extensions.Logging;
using Pipeline.Streams.Definitions;
using Pipeline.Streams.Delivery;

namespace Pipeline.Simulation.Dirt;

/// <summary>
/// Mixes labelled dirt into what passes through, and keeps the true counts of what Kafka has acknowledged of it. Nothing is held
/// back beyond a call: what is late is on its way before the call returns, so a kill loses nothing.
/// </summary>
/// <param name="inner">Sends.</param>
/// <param name="mixer">Makes the dirt.</param>
/// <param name="topics">Names under which the truth counts.</param>
/// <param name="truth">
/// The counts. They are on disk before the call returns, hence before an event leaves the outbox: when that is empty, they are complete.
/// </param>
/// <param name="log">Log.</param>
public sealed class DirtyPublisher(IEventPublisher inner, DirtMixer mixer, Func<StreamDefinition, string> topics, DirtTruthFile truth, ILogger<DirtyPublisher> log) : IEventPublisher
{
    /// <summary>How long late messages may still take once the caller wants to stop; they are sent without delay then.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private int _inTrouble;

    /// <inheritdoc/>
    public async Task<PublishResult> PublishAsync(IReadOnlyList<EventMessage> messages, CancellationToken cancellationToken)
    {
        var mix = mixer.Mix(messages);
        var punctual = await inner.PublishAsync(mix.Punctual, cancellationToken);
        var late = new PublishResult(0, null);
        try
        {
            if (punctual.Failure is null && mix.Late.Count > 0)
                late = await PublishLateAsync(mix, cancellationToken);
        }
        finally
        {
            Count(mix, punctual.Acknowledged, late.Acknowledged);
        }

        return new(
            mix.Acknowledged(punctual.Acknowledged, late.Acknowledged).Originals, punctual.Failure ?? late.Failure, punctual.Fault ?? late.Fault);
    }

    private async Task<PublishResult> PublishLateAsync(DirtMix mix, CancellationToken cancellationToken)
    {
        await Task.Delay(mix.Delay, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        // Not the caller's token: what is not sent now counts as failed, and all that stood behind it would be sent again.
        using var deadline = new CancellationTokenSource();
        await using var stopping = cancellationToken.Register(() => deadline.CancelAfter(Grace));
        try
        {
            return await inner.PublishAsync(mix.Late, deadline.Token);
        }
        catch (OperationCanceledException)
        {
            return new(0, "stopping");
        }
    }

    private void Count(DirtMix mix, int punctual, int late)
    {
        var (originals, acknowledged) = mix.Acknowledged(punctual, late);
        mixer.Remember(acknowledged.Where(static m => m.Dirt is null));
        var problem = truth.Add(originals, acknowledged.Where(static m => m.Dirt is not null).Select(m => (topics(m.Stream), m.Dirt!)));
        // Said once when it begins, not with every list.
        if (Interlocked.Exchange(ref _inTrouble, problem is null ? 0 : 1) == 0 && problem is not null)
            log.DirtCountsNotWritten(problem);
    }
}
