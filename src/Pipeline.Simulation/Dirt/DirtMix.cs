using Pipeline.Streams.Delivery;

namespace Pipeline.Simulation.Dirt;

/// <summary>A list of events with dirt in it, ready to be sent in two parts.</summary>
public sealed class DirtMix
{
    private readonly int _originals;
    private readonly List<int> _sources = [];
    private readonly List<EventMessage> _messages = [];
    private int _punctual;

    internal DirtMix(int originals) => _originals = originals;

    /// <summary>What is sent at once, in this order.</summary>
    public IReadOnlyList<EventMessage> Punctual => _messages[.._punctual];

    /// <summary>What is sent after <see cref="Delay"/>; often nothing.</summary>
    public IReadOnlyList<EventMessage> Late => _messages[_punctual..];

    /// <summary>How much later.</summary>
    public TimeSpan Delay { get; internal set; }

    /// <summary>What became of the list, as its sender must see it.</summary>
    /// <param name="punctual">So many of <see cref="Punctual"/>, from the first on, are acknowledged.</param>
    /// <param name="late">So many of <see cref="Late"/>.</param>
    /// <returns>
    /// So many of the original list, from the first on, are acknowledged; and all messages that are, dirt included. An original that
    /// was moved behind one that failed counts as failed, and so does all that stood behind it.
    /// </returns>
    public (int Originals, IReadOnlyList<EventMessage> Messages) Acknowledged(int punctual, int late)
    {
        var acknowledged = new bool[_originals + 1];
        var messages = new List<EventMessage>(punctual + late);
        for (var i = 0; i < _messages.Count; i++)
        {
            if (i < _punctual ? i >= punctual : i - _punctual >= late)
                continue;
            messages.Add(_messages[i]);
            if (_sources[i] >= 0)
                acknowledged[_sources[i]] = true;
        }

        return (Array.IndexOf(acknowledged, false), messages);
    }

    /// <summary>Adds a message of the original list.</summary>
    internal void Add(EventMessage message, int original)
    {
        _messages.Add(message);
        _sources.Add(original);
    }

    /// <summary>Adds a message that the original list did not have.</summary>
    internal void AddExtra(EventMessage message) => Add(message, -1);

    /// <summary>What is added from now on is late.</summary>
    internal void EndPunctual() => _punctual = _messages.Count;
}
