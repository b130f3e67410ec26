using Pipeline.Shop.Records;
using Pipeline.Simulation;
using Pipeline.Simulation.Dirt;
using Pipeline.Streams.Columns;
using Pipeline.Streams.Definitions;
using Pipeline.Streams.Delivery;

namespace Pipeline.UnitTests.Simulation;

public sealed class DirtMixerTests
{
    private const int Count = 20_000;

    private static readonly List<EventMessage> Events = DirtEvents.Many(Count);
    private static readonly Dictionary<StreamDefinition, int> Partitions =
        ShopStreams.Registry.All.ToDictionary(static t => t, static _ => 3);

    [Fact]
    public void Each_kind_has_the_requested_share()
    {
        var mixer = Mixer(
            (DirtKind.Duplicate, 2), (DirtKind.Late, 1), (DirtKind.OutOfOrder, 3), (DirtKind.Stale, 4), (DirtKind.Poison, 0.5));
        mixer.Remember(Events.Take(100));
        var counts = Everything(mixer.Mix(Events)).CountBy(static m => m.Dirt ?? "").ToDictionary(StringComparer.Ordinal);
        foreach (var (kind, perCent) in new[] { ("duplicate", 2), ("late", 1), ("out_of_order", 3), ("stale", 4), ("poison", 0.5) })
        {
            // Five standard deviations of a binomial distribution.
            var expected = Count * perCent / 100;
            Assert.InRange(counts[kind], expected - (5 * Math.Sqrt(expected)), expected + (5 * Math.Sqrt(expected)));
        }

        Assert.Equal(Count, counts[""] + counts["late"] + counts["out_of_order"]);
    }

    [Fact]
    public void Events_without_dirt_keep_their_order_and_none_is_missing()
    {
        var mix = Mixer((DirtKind.Duplicate, 20), (DirtKind.Late, 20), (DirtKind.OutOfOrder, 20), (DirtKind.Poison, 20)).Mix(Events);
        var clean = mix.Punctual.Where(static m => m.Dirt is null).Select(static m => m.EventId).ToList();
        var kept = clean.ToHashSet();
        Assert.Equal(Events.Select(static m => m.EventId).Where(kept.Contains), clean);
        Assert.Equal(
            Events.Select(static m => m.EventId).Order(),
            Everything(mix).Where(static m => m.Dirt is null or "late" or "out_of_order").Select(static m => m.EventId).Order());
    }

    [Fact]
    public void Without_dirt_the_list_is_unchanged() =>
        Assert.Equal(Events.Take(50), Mixer((DirtKind.Late, 0.0001)).Mix(Events[..50]).Punctual);

    [Fact]
    public void A_duplicate_is_the_same_event_later_and_some_go_to_another_partition()
    {
        var sent = Mixer((DirtKind.Duplicate, 5)).Mix(Events).Punctual;
        var first = new Dictionary<Guid, int>();
        var strays = 0;
        for (var i = 0; i < sent.Count; i++)
        {
            if (sent[i].Dirt is null)
            {
                first.Add(sent[i].EventId, i);
                continue;
            }

            var original = sent[first[sent[i].EventId]];
            Assert.Same(original.Value, sent[i].Value);
            Assert.Same(original.Key, sent[i].Key);
            strays += sent[i].Partition is null ? 0 : 1;
        }

        Assert.InRange(strays, Count * 0.05 * 0.4, Count * 0.05 * 0.6);
    }

    [Fact]
    public void An_event_out_of_order_follows_a_later_one_of_its_key_if_there_is_one()
    {
        var sent = Mixer((DirtKind.OutOfOrder, 2)).Mix(Events).Punctual;
        var place = sent.Select(static (m, i) => (m.EventId, i)).ToDictionary(static p => p.EventId, static p => p.i);
        var byKey = Events.Select(static (m, i) => (m, i)).ToLookup(static p => (p.m.Stream, Convert.ToHexString(p.m.Key)));
        foreach (var (moved, from) in Events.Select(static (m, i) => (m, i)).Where(p => sent[place[p.m.EventId]].Dirt is not null))
        {
            var later = byKey[(moved.Stream, Convert.ToHexString(moved.Key))]
                .Where(p => p.i > from && sent[place[p.m.EventId]].Dirt is null).ToList();
            if (later.Count > 0)
                Assert.True(place[later[0].m.EventId] < place[moved.EventId], $"{moved.EventId} must follow the next event of its key.");
            else
                Assert.Contains(Events.Skip(from + 1), m => place[m.EventId] < place[moved.EventId]);
        }
    }

    [Fact]
    public void The_last_event_of_a_list_cannot_be_out_of_order()
    {
        var mixer = Mixer((DirtKind.OutOfOrder, 50));
        for (var i = 0; i < 100; i++)
            Assert.Equal([Events[i]], mixer.Mix([Events[i]]).Punctual);
    }

    [Fact]
    public void Late_events_are_delayed_50_to_300_ms_together_with_their_extras()
    {
        var mix = Mixer((DirtKind.Late, 10), (DirtKind.Duplicate, 10)).Mix(Events);
        Assert.DoesNotContain(mix.Punctual, static m => m.Dirt == "late");
        Assert.All(mix.Late, static m => Assert.True(m.Dirt is "late" or "duplicate"));
        var late = mix.Late.Where(static m => m.Dirt == "late").Select(static m => m.EventId).ToHashSet();
        Assert.All(mix.Late.Where(static m => m.Dirt == "duplicate"), m => Assert.Contains(m.EventId, late));
        Assert.InRange(mix.Delay, TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(300));
    }

    [Fact]
    public void A_stale_event_is_an_acknowledged_one_with_a_new_id_and_its_old_version()
    {
        var mixer = Mixer((DirtKind.Stale, 50));
        Assert.DoesNotContain(mixer.Mix(Events[..1000]).Punctual, static m => m.Dirt is not null); // Nothing was acknowledged before.
        mixer.Remember([Events[0]]);
        var stale = mixer.Mix(Events[3..200]).Punctual.Where(static m => m.Dirt is not null).ToList();
        Assert.NotEmpty(stale);
        Assert.Equal(stale.Count, stale.Select(static m => m.EventId).Distinct().Count());
        foreach (var message in stale)
        {
            Assert.Equal(("stale", null), (message.Dirt, message.Partition));
            var batch = ShopStreams.Users.NewBatch(2);
            Assert.Equal(Refusal.None, batch.Stream.Decoder.Decode(message.Value, 0, batch));
            Assert.Equal(Refusal.None, batch.Stream.Decoder.Decode(Events[0].Value, 0, batch));
            var (ids, names) = (batch.Rows<string>("user_id"), batch.Rows<string>("name"));
            Assert.Equal((ids[1], batch.Version[1], names[1]), (ids[0], batch.Version[0], names[0]));
            Assert.Equal(message.EventId, batch.EventId[0]);
            Assert.NotEqual(batch.EventId[1], batch.EventId[0]);
        }
    }

    [Fact]
    public void Poison_goes_to_all_partitions_with_new_ids_and_every_kind_occurs()
    {
        var poison = Mixer((DirtKind.Poison, 10)).Mix(Events).Punctual.Where(static m => m.Dirt == "poison").ToList();
        Assert.Equal([0, 1, 2], poison.Select(static m => m.Partition!.Value).Distinct().Order());
        Assert.Empty(poison.Select(static m => m.EventId).Intersect(Events.Select(static m => m.EventId)));
        var reasons = poison.Select(static m => m.Stream.Decoder.Decode(m.Value, 0, m.Stream.NewBatch(1)).Reason).Distinct();
        Assert.Equal(Poison.All.Select(static p => p.Reason).Distinct().Order(), reasons.Order());
    }

    [Fact]
    public void Acknowledged_is_the_acknowledged_start_of_the_original_list()
    {
        var events = Events[..60];
        for (var seed = 0; seed < 200; seed++)
        {
            var mixer = Mixer(
                seed, (DirtKind.Duplicate, 10), (DirtKind.Late, 10), (DirtKind.OutOfOrder, 10), (DirtKind.Poison, 10));
            var mix = mixer.Mix(events);
            var draw = new SeededRandom(seed);
            var punctual = draw.Range(0, mix.Punctual.Count);
            var late = punctual < mix.Punctual.Count ? 0 : draw.Range(0, mix.Late.Count);
            var sent = mix.Punctual.Take(punctual).Concat(mix.Late.Take(late)).ToList();
            var arrived = sent.Where(static m => m.Dirt is null or "late" or "out_of_order").Select(static m => m.EventId).ToHashSet();

            var (originals, messages) = mix.Acknowledged(punctual, late);

            Assert.Equal(events.TakeWhile(m => arrived.Contains(m.EventId)).Count(), originals);
            Assert.Equal(sent, messages);
        }
    }

    [Fact]
    public void The_same_seed_makes_the_same_dirt()
    {
        Assert.Equal(Labels(), Labels());

        static IEnumerable<string?> Labels() => Everything(
            Mixer((DirtKind.Duplicate, 5), (DirtKind.Late, 5), (DirtKind.Poison, 5)).Mix(Events)).Select(static m => m.Dirt);
    }

    private static IEnumerable<EventMessage> Everything(DirtMix mix) => mix.Punctual.Concat(mix.Late);

    private static DirtMixer Mixer(params (DirtKind Kind, double PerCent)[] rates) => Mixer(7, rates);

    private static DirtMixer Mixer(long seed, params (DirtKind Kind, double PerCent)[] rates) =>
        new(new(rates.ToDictionary(static r => r.Kind, static r => r.PerCent)), Partitions, new SeededRandom(seed), TimeProvider.System);
}
