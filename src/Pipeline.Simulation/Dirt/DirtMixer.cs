namespace Pipeline.Simulation.Dirt;

/// <summary>
/// Mixes dirt into lists of events before they are sent to Kafka. For each event it draws whether the event is late or out of
/// order, and which extra messages follow it. Every dirty message carries its kind. Thread-safe.
/// </summary>
/// <param name="rates">The share of each kind.</param>
/// <param name="partitions">Partitions of each stream's topic, 1 or more.</param>
/// <param name="random">Random sequence. Every event draws from it.</param>
/// <param name="time">Clock of the new event ids.</param>
public sealed class DirtMixer(
    DirtRates rates, IReadOnlyDictionary<StreamDefinition, int> partitions, SeededRandom random, TimeProvider time)
{
    /// <summary>Number of sent events kept as a source of stale events.</summary>
    private const int MaxKept = 1_000;

    /// <summary>Probability that a sent event replaces a kept one. Below 1, so that kept events become outdated.</summary>
    private const double ReplaceProbability = 0.2;

    /// <summary>Probability that a duplicate goes to a random partition, which can be the key's own.</summary>
    private const double RandomPartitionProbability = 0.5;

    /// <summary>
    /// Late events are delayed 50–300 ms: long enough to follow the rest of their list. The outbox shard waits meanwhile, so a longer
    /// delay would cut the relay's throughput below thousands of events per second.
    /// </summary>
    private static readonly TimeSpan MinDelay = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan MaxDelay = TimeSpan.FromMilliseconds(300);

    private readonly Lock _lock = new();
    private readonly List<EventMessage> _sent = [];
    private int _nextPoison = random.Next(Poison.All.Count);

    private enum Place
    {
        Kept,
        Moved,
        Late,
    }

    /// <summary>Mixes dirt into a list. Events that are not moved keep their order.</summary>
    public DirtMix Mix(IReadOnlyList<EventMessage> events)
    {
        lock (_lock)
        {
            var places = new Place[events.Count];
            for (var i = 0; i < places.Length; i++)
                places[i] = DrawPlace();
            var punctual = WithExtras(Ordered(events, places, FindTargets(events, places)));
            var late = WithExtras(Late(events, places));
            return new(events.Count, punctual, late, MinDelay + ((MaxDelay - MinDelay) * random.Fraction()));
        }
    }

    /// <summary>Keeps some acknowledged events, to send them again as stale events.</summary>
    public void Remember(IEnumerable<EventMessage> acknowledged)
    {
        lock (_lock)
        {
            foreach (var message in acknowledged)
            {
                if (_sent.Count < MaxKept)
                    _sent.Add(message);
                else if (random.Chance(ReplaceProbability))
                    _sent[random.Next(MaxKept)] = message;
            }
        }
    }

    private Place DrawPlace()
    {
        var at = random.Fraction();
        var late = rates.Of(DirtKind.Late);
        return at < late ? Place.Late : at < late + rates.Of(DirtKind.OutOfOrder) ? Place.Moved : Place.Kept;
    }

    /// <summary>Finds a later event that stays in place, for each moved event. Without one, the event is not moved.</summary>
    private static ILookup<int, int> FindTargets(IReadOnlyList<EventMessage> events, Place[] places)
    {
        var targets = new List<(int Target, int Moved)>();
        for (var i = 0; i < events.Count; i++)
        {
            if (places[i] != Place.Moved)
                continue;
            if (Target(events, places, i) is { } target)
                targets.Add((target, i));
            else
                places[i] = Place.Kept;
        }

        return targets.ToLookup(static t => t.Target, static t => t.Moved);
    }

    private static int? Target(IReadOnlyList<EventMessage> events, Place[] places, int moved)
    {
        int? any = null;
        for (var i = moved + 1; i < events.Count; i++)
        {
            if (places[i] != Place.Kept)
                continue;
            any ??= i;
            if (events[i].Stream == events[moved].Stream && events[i].Key.AsSpan().SequenceEqual(events[moved].Key))
                return i;
        }

        return any;
    }

    private static List<(EventMessage Message, int Original)> Ordered(
        IReadOnlyList<EventMessage> events, Place[] places, ILookup<int, int> movedAfter) =>
    [
        .. Enumerable.Range(0, events.Count).Where(i => places[i] == Place.Kept).SelectMany(i =>
            movedAfter[i].Select(moved => (Labelled(events[moved], DirtKind.OutOfOrder), moved)).Prepend((events[i], i))),
    ];

    private static List<(EventMessage Message, int Original)> Late(IReadOnlyList<EventMessage> events, Place[] places) =>
    [
        .. Enumerable.Range(0, events.Count).Where(i => places[i] == Place.Late).Select(i => (Labelled(events[i], DirtKind.Late), i)),
    ];

    /// <summary>Inserts each extra message at a random position after the event that it copies.</summary>
    private List<(EventMessage Message, int Original)> WithExtras(List<(EventMessage Message, int Original)> ordered)
    {
        var extras = ordered
            .SelectMany((m, i) => Extras(m.Message).Select(extra => (After: random.Range(i, ordered.Count - 1), Message: extra)))
            .ToLookup(static e => e.After, static e => e.Message);
        return [.. ordered.SelectMany((m, i) => extras[i].Select(static extra => (extra, -1)).Prepend(m))];
    }

    private IEnumerable<EventMessage> Extras(EventMessage message)
    {
        if (random.Chance(rates.Of(DirtKind.Duplicate)))
        {
            var partition = random.Chance(RandomPartitionProbability) ? AnyPartition(message.Stream) : (int?)null;
            yield return Labelled(message, DirtKind.Duplicate) with { Partition = partition };
        }

        if (random.Chance(rates.Of(DirtKind.Stale)) && _sent.Count > 0)
            yield return Labelled(EventCopy.WithNewId(random.Pick(_sent), random, time), DirtKind.Stale);
        if (random.Chance(rates.Of(DirtKind.Poison)))
            yield return NextPoison(message);
    }

    /// <summary>Uses the poisons in turn, so that a short run has all of them.</summary>
    private EventMessage NextPoison(EventMessage message)
    {
        Poison poison;
        do
        {
            poison = Poison.All[_nextPoison];
            _nextPoison = (_nextPoison + 1) % Poison.All.Count;
        }
        while (!poison.Applies(message.Stream));

        // A new id, because a search for the id of the original event must not find the poisoned copy.
        var copy = EventCopy.WithNewId(message, random, time);
        return Labelled(copy, DirtKind.Poison) with { Value = poison.Make(copy, random), Partition = AnyPartition(message.Stream) };
    }

    private int AnyPartition(StreamDefinition stream) => random.Next(partitions[stream]);

    private static EventMessage Labelled(EventMessage message, DirtKind kind) => message with { Dirt = kind.Name(), Partition = null };
}
