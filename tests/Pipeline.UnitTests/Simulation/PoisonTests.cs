using Pipeline.Music.Records;
using Pipeline.Simulation;
using Pipeline.Simulation.Dirt;
using Pipeline.Streams.Columns;
using Pipeline.Streams.Delivery;
using Pipeline.Testing.Messages;

namespace Pipeline.UnitTests.Simulation;

public sealed class PoisonTests
{
    public static TheoryData<string> Names => [.. Poison.All.Select(static p => p.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_parser_refuses_it_for_the_declared_reason_for_every_event(string name)
    {
        var poison = Poison.All.Single(p => p.Name == name);
        var random = new SeededRandom(1);
        foreach (var good in DirtEvents.Many(2000))
        {
            var batch = good.Stream.NewBatch(1);
            var refusal = batch.Stream.Decoder.Decode(poison.Make(good, random), 0, batch);
            Assert.True(refusal.Reason == poison.Reason, $"{good.EventType}: {refusal}");
            Assert.Equal(0, batch.Count);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void It_breaks_flat_messages_too_unless_it_breaks_the_envelope(string name)
    {
        var poison = Poison.All.Single(p => p.Name == name);
        var stream = MusicStreams.Events;
        if (!poison.Applies(stream))
        {
            Assert.True(poison.OfEnvelope, $"{name} can break a flat message.");
            return;
        }

        var random = new SeededRandom(1);
        for (var i = 0; i < 200; i++)
        {
            var good = new EventMessage(stream, "17"u8.ToArray(), Sample.SongMessage(), Guid.Empty, stream.Name, null);
            var batch = stream.NewBatch(1);
            Assert.Equal(poison.Reason, stream.Decoder.Decode(poison.Make(good, random), 0, batch).Reason);
        }
    }

    [Fact]
    public void Every_reason_that_can_reach_a_topic_occurs()
    {
        var sendable = Enum.GetValues<RefusalReason>().Except([RefusalReason.None, RefusalReason.TooLarge, .. AdMessages.Reasons]);
        Assert.Equal(sendable, Poison.All.Select(static p => p.Reason).Distinct().Order());
        Assert.True(Poison.All.Count >= 20, $"{Poison.All.Count} kinds, expected 20 or more");
        Assert.Equal(Poison.All.Count, Poison.All.Select(static p => p.Name).Distinct(StringComparer.Ordinal).Count());
    }
}
