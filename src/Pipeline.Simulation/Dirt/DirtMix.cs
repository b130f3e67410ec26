namespace Pipeline.Simulation.Dirt;

/// <summary>A list of events with dirt, to be sent in two parts.</summary>
public sealed class DirtMix
{
    private readonly int _originals;

    /// <summary>Index of each message in the original list; −1 for extra messages.</summary>
    private readonly List<int> _sources = [];
    private readonly List<EventMessage> _messages = [];
    private int _punctual;

    internal DirtMix(int originals) => _originals = originals;

    /// <summary>Messages to send immediately, in this order.</summary>
    public IReadOnlyList<EventMessage> Punctual => _messages[.._punctual];

    /// <summary>Messages to send after <see cref="Delay"/>; can be empty.</summary>
    public IReadOnlyList<EventMessage> Late => _messages[_punctual..];

    /// <summary>The delay before <see cref="Late"/> is sent.</summary>
    public TimeSpan Delay { get; internal set; }

    /// <summary>Translates acknowledged messages into acknowledged events of the original list.</summary>
    /// <param name="punctual">Number of leading <see cref="Punctual"/> messages that are acknowledged.</param>
    /// <param name="late">Number of leading <see cref="Late"/> messages that are acknowledged.</param>
    /// <returns>
    /// The number of leading events of the original list that are acknowledged, and all acknowledged messages, dirt included. An
    /// event moved after a failed message counts as failed, and so do the events after it in the original list.
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

    /// <summary>Adds an event of the original list.</summary>
    internal void Add(EventMessage message, int original)
    {
        _messages.Add(message);
        _sources.Add(original);
    }

    /// <summary>Adds a message that is not in the original list.</summary>
    internal void AddExtra(EventMessage message) => Add(message, -1);

    /// <summary>Messages added after this call are late.</summary>
    internal void EndPunctual() => _punctual = _messages.Count;
}
