using CsCheck;
using Pipeline.Shop.Generation;
using Pipeline.Simulation;
using Pipeline.UnitTests.Shop;

namespace Pipeline.UnitTests.Simulation;

public sealed class ShardTests
{
    private static readonly Gen<int> Count = Gen.Int[1, Shard.MaxCount];
    private static readonly Gen<(int Number, int Count)> NumberAndCount =
        Count.SelectMany(static n => Gen.Select(Gen.Int[1, n], Gen.Const(n)));

    private static readonly Gen<string> Id = Gen.Select(Gen.Bool, Gen.Long[0, 100_000_000], static (user, number) =>
        $"{(user ? 'u' : 'p')}_{number}");

    [Fact]
    public void TryParse_reads_what_ToString_writes() => NumberAndCount.Sample(static (i, n) =>
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
    public void Shares_add_up_to_the_whole_and_differ_by_one_row_at_most() => Gen.Select(
        Gen.Int[0, 100_000_000], Count).Sample(static (rows, count) =>
    {
        var shares = All(count).ConvertAll(s => s.ShareOf(rows));
        Assert.Equal(rows, shares.Sum(static share => (long)share));
        Assert.InRange(shares.Max() - shares.Min(), 0, 1);
        Assert.True(shares.Min() >= 0);
    });

    [Fact]
    public void Rates_add_up_and_longer_pauses_keep_the_total_rate() => Gen.Select(
        Gen.Double[0, 1_000_000], Count).Sample(static (rate, count) =>
    {
        var (shares, pause) = (All(count), TimeSpan.FromSeconds(2.5));
        Assert.Equal(rate, shares.Sum(s => s.ShareOf(rate)), rate * 1e-9);
        Assert.Equal(1 / pause.TotalSeconds, shares.Sum(s => 1 / s.ScalePause(pause).TotalSeconds), 1e-9);
    });

    [Fact]
    public void Exactly_one_shard_owns_each_user_and_product() =>
        Gen.Select(Id, Gen.Int[1, 64]).Sample(static (id, count) => Assert.Single(All(count), s => s.Owns(id)));

    /// <summary>If the owner of an id changed, shards of two program versions could update the same row.</summary>
    [Fact]
    public void The_owner_of_an_id_is_the_same_in_every_version()
    {
        var owners = Enumerable.Range(1, 8).Select(static n => All(3).Single(s => s.Owns($"u_{n}")).Number);
        Assert.Equal("3 1 2 1 3 2 1 2", string.Join(' ', owners));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(7)]
    [InlineData(16)]
    public void Shards_own_about_the_same_number_of_users_and_orders(int count)
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
    public void Every_shard_has_its_own_sequence_and_the_only_shard_the_given_one()
    {
        var random = new SeededRandom(42);
        Assert.Same(random, Shard.Whole.Own(random));
        Assert.Same(random, new Shard(1, 1).Own(random));
        // Also across counts: orders of an earlier number of shards can still exist.
        List<Shard> shards = [.. Enumerable.Range(1, 40).SelectMany(All)];
        Assert.Distinct(shards.Select(s => s.Own(random).Fork("orders", 0).Bits()));
    }

    [Fact]
    public void The_same_shard_of_the_same_seed_draws_the_same() =>
        Assert.Equal(new Shard(2, 3).Own(new SeededRandom(42)).Bits(), new Shard(2, 3).Own(new SeededRandom(42)).Bits());

    [Fact]
    public void Two_shards_place_no_equal_orders_even_at_the_same_time()
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
