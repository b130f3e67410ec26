namespace Pipeline.Simulation.Dirt;

/// <summary>A list of events with dirt, to be sent in two parts.</summary>
public sealed class DirtMix
{
    private readonly int _originals;
    private readonly IReadOnlyList<(EventMessage Message, int Original)> _punctual;
    private readonly IReadOnlyList<(EventMessage Message, int Original)> _late;

    /// <summary>Each message has its index in the original list; −1 for extra messages.</summary>
    internal DirtMix(
        int originals, IReadOnlyList<(EventMessage, int)> punctual, IReadOnlyList<(EventMessage, int)> late, TimeSpan delay) =>
        (_originals, _punctual, _late, Delay) = (originals, punctual, late, delay);

    /// <summary>Messages to send immediately, in this order.</summary>
    public IReadOnlyList<EventMessage> Punctual => [.. _punctual.Select(static m => m.Message)];

    /// <summary>Messages to send after <see cref="Delay"/>; can be empty.</summary>
    public IReadOnlyList<EventMessage> Late => [.. _late.Select(static m => m.Message)];

    /// <summary>The delay before <see cref="Late"/> is sent.</summary>
    public TimeSpan Delay { get; }

    /// <summary>Translates acknowledged messages into acknowledged events of the original list.</summary>
    /// <param name="punctual">Number of leading <see cref="Punctual"/> messages that are acknowledged.</param>
    /// <param name="late">Number of leading <see cref="Late"/> messages that are acknowledged.</param>
    /// <returns>
    /// The number of leading events of the original list that are acknowledged, and all acknowledged messages, dirt included. An
    /// event moved after a failed message counts as failed, and so do the events after it in the original list.
    /// </returns>
    public (int Originals, IReadOnlyList<EventMessage> Messages) Acknowledged(int punctual, int late)
    {
        var messages = _punctual.Take(punctual).Concat(_late.Take(late)).ToList();
        var acknowledged = new bool[_originals + 1];
        foreach (var (_, original) in messages.Where(static m => m.Original >= 0))
            acknowledged[original] = true;
        return (Array.IndexOf(acknowledged, false), [.. messages.Select(static m => m.Message)]);
    }
}
