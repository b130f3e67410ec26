using Microsoft.Extensions.Time.Testing;
using Pipeline.Shop.Records;
using Pipeline.Streams.Definitions;

namespace Pipeline.UnitTests.Streams;

public sealed class EnvelopeTests
{
    private static readonly DateTimeOffset Instant = new DateTimeOffset(2026, 3, 4, 5, 6, 7, TimeSpan.Zero).AddTicks(1_234_567);

    [Fact]
    public void A_new_envelope_is_of_this_instant_in_whole_microseconds()
    {
        var envelope = Envelope.Create(ShopStreams.Orders.Created, 4, new FakeTimeProvider(Instant));
        Assert.Equal((ShopStreams.Orders.Created, 4), (envelope.Type, envelope.Version));
        Assert.Equal(Instant.UtcDateTime.AddTicks(-7), envelope.OccurredAt);
        Assert.Equal(DateTimeKind.Utc, envelope.OccurredAt.Kind);
    }

    [Fact]
    public void Its_id_is_a_UUID_v7_of_the_same_millisecond()
    {
        var id = Envelope.Create(ShopStreams.Orders.Created, 1, new FakeTimeProvider(Instant)).EventId;
        Assert.Equal(7, id.Version);
        Assert.Equal(Instant.ToUnixTimeMilliseconds().ToString("x12"), id.ToString("N")[..12]);
    }

    [Fact]
    public void Two_envelopes_of_one_instant_have_two_ids()
    {
        var time = new FakeTimeProvider(Instant);
        Assert.NotEqual(
            Envelope.Create(ShopStreams.Users.Created, 1, time).EventId, Envelope.Create(ShopStreams.Users.Created, 1, time).EventId);
    }
}
