using Pipeline.Streams.Delivery;
using Pipeline.Streams.Shop;

namespace Pipeline.Simulation.Dirt;

/// <summary>
/// Mixes dirt into lists of events on their way to Kafka. Each event draws for itself: whether it is late or out of order, and
/// which extra messages follow it. Every dirty message carries its kind. Thread-safe.
/// </summary>
/// <param name="rates">How much of what.</param>
/// <param name="partitions">Partitions of each stream's topic, 1 or more.</param>
/// <param name="random">Drawn from with every event.</param>
/// <param name="time">Clock of the new event ids.</param>
public sealed class DirtMixer(DirtRates rates, IReadOnlyDictionary<ShopTopic, int> partitions, SeededRandom random, TimeProvider time)
{
    /// <summary>Events remembered so that they can be sent again.</summary>
    private const int Remembered = 1_000;

    /// <summary>Share of the events that take the place of a remembered one: not all, so that old ones stay long enough to be outdated.</summary>
    private const double Replacing = 0.2;

    /// <summary>Share of the duplicates that go to a random partition, which in one case of three is the key's all the same.</summary>
    private const double Stray = 0.5;

    /// <summary>
    /// Late is 50–300 ms: clearly behind the others of its list, and short enough that a relay, whose lane waits meanwhile and then
    /// sends up to 2,000 events at once, holds thousands of events a second.
    /// </summary>
    private static readonly TimeSpan LeastDelay = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan MostDelay = TimeSpan.FromMilliseconds(300);

    private readonly Lock _lock = new();
    private readonly List<EventMessage> _sent = [];
    private int _nextPoison = random.Next(Poison.All.Count);

    private enum Place
    {
        Kept,
        Moved,
        Late,
    }

    /// <summary>Mixes dirt into a list. The events that are not moved keep their order.</summary>
    public DirtMix Mix(IReadOnlyList<EventMessage> events)
    {
        lock (_lock)
        {
            var places = new Place[events.Count];
            for (var i = 0; i < places.Length; i++)
                places[i] = DrawPlace();
            var behind = FindTargets(events, places);
            var mix = new DirtMix(events.Count);
            Weave(mix, Ordered(events, places, behind));
            mix.EndPunctual();
            Weave(mix, [.. Late(events, places)]);
            mix.Delay = LeastDelay + ((MostDelay - LeastDelay) * random.Fraction());
            return mix;
        }
    }

    /// <summary>Remembers events that are in Kafka, so that they can be sent again as stale ones.</summary>
    public void Remember(IEnumerable<EventMessage> acknowledged)
    {
        lock (_lock)
        {
            foreach (var message in acknowledged)
            {
                if (_sent.Count < Remembered)
                    _sent.Add(message);
                else if (random.Chance(Replacing))
                    _sent[random.Next(Remembered)] = message;
            }
        }
    }

    private Place DrawPlace()
    {
        var at = random.Fraction();
        var late = rates.Of(DirtKind.Late);
        return at < late ? Place.Late : at < late + rates.Of(DirtKind.OutOfOrder) ? Place.Moved : Place.Kept;
    }

    /// <summary>For each event that is to be moved one that stays and is sent later; what finds none stays itself.</summary>
    private static Dictionary<int, List<int>> FindTargets(IReadOnlyList<EventMessage> events, Place[] places)
    {
        var behind = new Dictionary<int, List<int>>();
        for (var i = 0; i < events.Count; i++)
        {
            if (places[i] != Place.Moved)
                continue;
            if (Target(events, places, i) is not { } target)
            {
                places[i] = Place.Kept;
                continue;
            }

            if (!behind.TryGetValue(target, out var moved))
                behind[target] = moved = [];
            moved.Add(i);
        }

        return behind;
    }

    private static int? Target(IReadOnlyList<EventMessage> events, Place[] places, int moved)
    {
        int? any = null;
        for (var i = moved + 1; i < events.Count; i++)
        {
            if (places[i] != Place.Kept)
                continue;
            any ??= i;
            if (events[i].Topic == events[moved].Topic && events[i].Key.AsSpan().SequenceEqual(events[moved].Key))
                return i;
        }

        return any;
    }

    private static List<(EventMessage Message, int Original)> Ordered(
        IReadOnlyList<EventMessage> events, Place[] places, Dictionary<int, List<int>> behind)
    {
        var ordered = new List<(EventMessage, int)>(events.Count);
        for (var i = 0; i < events.Count; i++)
        {
            if (places[i] != Place.Kept)
                continue;
            ordered.Add((events[i], i));
            foreach (var moved in behind.GetValueOrDefault(i, []))
                ordered.Add((Labelled(events[moved], DirtKind.OutOfOrder), moved));
        }

        return ordered;
    }

    private static IEnumerable<(EventMessage Message, int Original)> Late(IReadOnlyList<EventMessage> events, Place[] places)
    {
        for (var i = 0; i < events.Count; i++)
        {
            if (places[i] == Place.Late)
                yield return (Labelled(events[i], DirtKind.Late), i);
        }
    }

    /// <summary>Puts the extra messages somewhere behind the events that they were made from.</summary>
    private void Weave(DirtMix mix, List<(EventMessage Message, int Original)> ordered)
    {
        var extras = new Dictionary<int, List<EventMessage>>();
        for (var i = 0; i < ordered.Count; i++)
        {
            foreach (var extra in Extras(ordered[i].Message))
            {
                var after = random.Range(i, ordered.Count - 1);
                if (!extras.TryGetValue(after, out var there))
                    extras[after] = there = [];
                there.Add(extra);
            }
        }

        for (var i = 0; i < ordered.Count; i++)
        {
            mix.Add(ordered[i].Message, ordered[i].Original);
            foreach (var extra in extras.GetValueOrDefault(i, []))
                mix.AddExtra(extra);
        }
    }

    private IEnumerable<EventMessage> Extras(EventMessage message)
    {
        if (random.Chance(rates.Of(DirtKind.Duplicate)))
            yield return Labelled(message, DirtKind.Duplicate) with { Partition = random.Chance(Stray) ? AnyPartition(message.Topic) : null };
        if (random.Chance(rates.Of(DirtKind.Stale)) && _sent.Count > 0)
            yield return Labelled(EventCopy.WithNewId(random.Pick(_sent), random, time), DirtKind.Stale);
        if (random.Chance(rates.Of(DirtKind.Poison)))
            yield return NextPoison(message);
    }

    /// <summary>One kind after the other, so that a short run has all of them.</summary>
    private EventMessage NextPoison(EventMessage message)
    {
        var poison = Poison.All[_nextPoison];
        _nextPoison = (_nextPoison + 1) % Poison.All.Count;
        // Under an id of its own: whoever looks for the event that it was made of must not find this.
        var copy = EventCopy.WithNewId(message, random, time);
        return Labelled(copy, DirtKind.Poison) with { Value = poison.Make(copy, random), Partition = AnyPartition(message.Topic) };
    }

    private int AnyPartition(ShopTopic topic) => random.Next(partitions[topic]);

    private static EventMessage Labelled(EventMessage message, DirtKind kind) => message with { Dirt = kind.Name(), Partition = null };
}
