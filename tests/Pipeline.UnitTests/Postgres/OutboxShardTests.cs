using CsCheck;
using Pipeline.Postgres.Model;

namespace Pipeline.UnitTests.Postgres;

public sealed class OutboxShardTests
{
    /// <summary>From an independent implementation of FNV-1a. Records in an outbox carry their shard: it must never change.</summary>
    [Theory]
    [InlineData("", 1)]
    [InlineData("u_1", 0)]
    [InlineData("u_2", 1)]
    [InlineData("u_12345", 0)]
    [InlineData("p_67890", 0)]
    [InlineData("김하늘", 3)]
    public void A_key_stays_in_its_shard(string key, short shard) => Assert.Equal(shard, OutboxShard.Of(key));

    [Fact]
    public void A_shard_is_one_of_those_that_are_polled() =>
        Gen.String.Sample(static key => OutboxShard.Of(key) is >= 0 and < OutboxShard.Count);

    [Fact]
    public void Numbered_keys_spread_evenly_over_all_shards()
    {
        var shards = Enumerable.Range(1, 40_000).CountBy(static n => OutboxShard.Of($"u_{n}")).ToDictionary();
        Assert.Equal(OutboxShard.Count, shards.Count);
        Assert.All(shards.Values, static count => Assert.InRange(count, 9_000, 11_000));
    }
}
