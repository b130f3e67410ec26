using CsCheck;
using Pipeline.Postgres.Outbox;
using Pipeline.Shop.Tables;

namespace Pipeline.UnitTests.Postgres;

public sealed class OutboxShardTests
{
    /// <summary>From an independent implementation of FNV-1a. Records in an outbox carry their lane: it must never change.</summary>
    [Theory]
    [InlineData("", 1)]
    [InlineData("u_1", 0)]
    [InlineData("u_2", 1)]
    [InlineData("u_12345", 0)]
    [InlineData("p_67890", 0)]
    [InlineData("김하늘", 3)]
    public void A_key_stays_in_its_lane_for_ever(string key, short lane) => Assert.Equal(lane, OutboxShard.Of(key));

    [Fact]
    public void A_lane_is_one_of_those_that_are_swept() =>
        Gen.String.Sample(static key => OutboxShard.Of(key) is >= 0 and < OutboxShard.Count);

    [Fact]
    public void Numbered_keys_spread_over_all_lanes_alike()
    {
        var lanes = Enumerable.Range(1, 40_000).CountBy(static n => OutboxShard.Of($"u_{n}")).ToDictionary();
        Assert.Equal(OutboxShard.Count, lanes.Count);
        Assert.All(lanes.Values, static count => Assert.InRange(count, 9_000, 11_000));
    }
}
