using CsCheck;
using Pipeline.Shop.Generation;
using Pipeline.Simulation;

namespace Pipeline.UnitTests.Simulation;

public sealed class ShardTests
{
    private static readonly Gen<int> Count = Gen.Int[1, Shard.MaxCount];
    private static readonly Gen<string> Id = Gen.Select(
        Gen.Bool, Gen.Long[0, 100_000_000], static (user, number) => $"{(user ? 'u' : 'p')}_{number}");

    [Fact]
    public void What_a_shard_is_written_as_is_read_as_the_same() =>
        Count.SelectMany(static n => Gen.Select(Gen.Int[1, n], Gen.Const(n))).Sample(static (i, n) =>
    {
        Assert.True(Shard.TryParse($"{i}/{n}", out var shard));
        Assert.Equal((i, n, $"{i}/{n}"), (shard.Number, shard.Count, shard.ToString()));
    });

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("/")]
    [InlineData("1/")]
    [InlineData("/2")]
    [InlineData("0/2")]
    [InlineData("3/2")]
    [InlineData("-1/2")]
    [InlineData("+1/2")]
    [InlineData("1 / 2")]
    [InlineData("1/2/3")]
    [InlineData("1.0/2")]
    [InlineData("0x1/2")]
    [InlineData("1/1001")]
    [InlineData("1/99999999999")]
    [InlineData("one/two")]
    public void Anything_else_is_no_shard(string text) => Assert.False(Shard.TryParse(text, out _));

    [Theory]
    [InlineData(0, 1)]
    [InlineData(2, 1)]
    [InlineData(1, 0)]
    [InlineData(1, Shard.MaxCount + 1)]
    public void There_is_no_shard_outside_its_bounds(int number, int count) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new Shard(number, count));

    [Fact]
    public void Shares_add_up_to_the_whole_and_differ_by_one_row_at_most() =>
        Gen.Select(Gen.Int[0, 100_000_000], Count).Sample(static (rows, count) =>
    {
        var shares = All(count).ConvertAll(s => s.ShareOf(rows));
        Assert.Equal(rows, shares.Sum(static share => (long)share));
        Assert.InRange(shares.Max() - shares.Min(), 0, 1);
        Assert.True(shares.Min() >= 0);
    });

    [Fact]
    public void Rates_add_up_and_pauses_grow_so_that_all_together_keep_the_rhythm_of_one() =>
        Gen.Select(Gen.Double[0, 1_000_000], Count).Sample(static (rate, count) =>
    {
        var (shares, pause) = (All(count), TimeSpan.FromSeconds(2.5));
        Assert.Equal(rate, shares.Sum(s => s.ShareOf(rate)), rate * 1e-9);
        Assert.Equal(1 / pause.TotalSeconds, shares.Sum(s => 1 / s.ScalePause(pause).TotalSeconds), 1e-9);
    });

    [Fact]
    public void Every_customer_and_product_is_exactly_one_shards_own() =>
        Gen.Select(Id, Gen.Int[1, 64]).Sample(static (id, count) => Assert.Single(All(count), s => s.Owns(id)));

    /// <summary>
    /// Which shard an id belongs to is part of what running shards agree on: a change would let two versions of the program fight.
    /// </summary>
    [Fact]
    public void Whose_an_id_is_stays_the_same_in_every_version() =>
        Assert.Equal(
            "3 1 2 1 3 2 1 2", string.Join(' ', Enumerable.Range(1, 8).Select(static n => All(3).Single(s => s.Owns($"u_{n}")).Number)));

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(7)]
    [InlineData(16)]
    public void Parts_are_of_about_the_same_size_and_of_the_same_popularity(int count)
    {
        const int Users = 20_000, Orders = 20_000;
        var shop = new ShopSample(7, Users, products: 100);
        var sizes = All(count).ConvertAll(s => shop.Profiles.Count(c => s.Owns(c.UserId)));
        Assert.All(sizes, size => Assert.InRange(size, Users / count * 0.9, Users / count * 1.1));
        var orders = shop.Order(Orders);
        var placed = All(count).ConvertAll(s => orders.Count(o => s.Owns(o.UserId)));
        Assert.All(placed, number => Assert.InRange(number, Orders / count * 0.85, Orders / count * 1.15));
    }

    [Fact]
    public void Every_shard_draws_another_sequence_and_one_alone_the_given_one()
    {
        var random = new SeededRandom(42);
        Assert.Same(random, Shard.Whole.Own(random));
        Assert.Same(random, new Shard(1, 1).Own(random));
        // Of different counts too: shards of an earlier cut may have left orders behind.
        List<Shard> shards = [.. Enumerable.Range(1, 40).SelectMany(All)];
        Assert.Distinct(shards.Select(s => s.Own(random).Fork("orders", 0).Bits()));
    }

    [Fact]
    public void The_same_shard_of_the_same_seed_draws_the_same() =>
        Assert.Equal(new Shard(2, 3).Own(new SeededRandom(42)).Bits(), new Shard(2, 3).Own(new SeededRandom(42)).Bits());

    [Fact]
    public void Two_shards_place_no_order_alike_even_at_the_same_moments()
    {
        var shop = new ShopSample(42);
        var placed = All(2).ConvertAll(s =>
        {
            var behaviour = new OrderBehaviour(s.Own(new SeededRandom(42)).Fork("orders", 0));
            var own = Array.FindAll(shop.Profiles, c => s.Owns(c.UserId));
            return Enumerable.Range(0, 1000).Select(i => behaviour.Create(own, shop.Offers, ShopSample.Now.AddMilliseconds(i))).ToList();
        });
        Assert.Empty(placed[0].Select(static o => o.OrderId).Intersect(placed[1].Select(static o => o.OrderId)));
        Assert.Empty(placed[0].Select(static o => o.UserId).Intersect(placed[1].Select(static o => o.UserId), StringComparer.Ordinal));
    }

    private static List<Shard> All(int count) => [.. Enumerable.Range(1, count).Select(number => new Shard(number, count))];
}
