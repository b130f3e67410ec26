namespace Pipeline.Simulation.Dirt;

/// <summary>
/// Mixes labelled dirt (deliberate faults) into the events and counts the acknowledged dirt. A call also sends its late messages
/// before it returns, so a kill loses no events.
/// </summary>
/// <param name="inner">Sends the messages.</param>
/// <param name="mixer">Produces the dirt.</param>
/// <param name="topics">Returns the topic of a stream, for the counts.</param>
/// <param name="truth">
/// The counts. A call writes them to disk before it returns, and events leave the outbox later. So when the outbox is empty, the counts
/// are complete.
/// </param>
/// <param name="log">Log.</param>
public sealed class DirtyPublisher(
    IEventPublisher inner, DirtMixer mixer, Func<StreamDefinition, string> topics, DirtTruthFile truth, ILogger<DirtyPublisher> log)
    : IEventPublisher
{
    /// <summary>Timeout for sending late messages after cancellation, which also skips their delay.</summary>
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(5);

    private int _writeFailed;

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
            mix.Acknowledged(punctual.Acknowledged, late.Acknowledged).Originals,
            punctual.Failure ?? late.Failure,
            punctual.Fault ?? late.Fault);
    }

    private async Task<PublishResult> PublishLateAsync(DirtMix mix, CancellationToken cancellationToken)
    {
        await Task.Delay(mix.Delay, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        // Does not use the caller's token. If a late event were not sent, it and all later events of the list would be sent again.
        using var deadline = new CancellationTokenSource();
        await using var stopping = cancellationToken.Register(() => deadline.CancelAfter(StopTimeout));
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
        // Logs only the first of consecutive write errors.
        if (Interlocked.Exchange(ref _writeFailed, problem is null ? 0 : 1) == 0 && problem is not null)
            log.DirtCountsNotWritten(problem);
    }
}
