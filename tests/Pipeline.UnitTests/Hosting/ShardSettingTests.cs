using CsCheck;
using Pipeline.Shop.Settings;
using Pipeline.Simulation;

namespace Pipeline.UnitTests.Hosting;

public sealed class ShardSettingTests
{
    private static readonly (string, string)[] Load =
        [("SEED_USERS", "1001"), ("SEED_PRODUCTS", "7"), ("ORDER_RATE", "300"), ("PRODUCT_RATE", "12"), ("UPDATE_RATE", "30")];

    [Fact]
    public void Without_it_a_process_does_everything_itself()
    {
        var settings = new Environment(Load).Read();
        Assert.Equal(Shard.Whole, settings.Shard);
        Assert.Equal((new(1001, 7, 1000), new(300, 12, 30)), (settings.Seed, settings.Realtime));
        var only = new Environment([.. Load, ("SHARD", "1/1")]).Read();
        Assert.Equal((settings.Shard, settings.Seed, settings.Realtime), (only.Shard, only.Seed, only.Realtime));
    }

    [Theory]
    [InlineData("2/3")]
    [InlineData("", "--shard", "2/3")]
    [InlineData("", "--shard=2/3")]
    [InlineData("1/5", "--shard", "2/3")]
    [InlineData("wrong", "--shard=2/3")]
    public void It_is_set_by_the_environment_and_by_the_argument_which_wins(string variable, params string[] arguments) =>
        Assert.Equal(new Shard(2, 3), new Environment(("SHARD", variable)).Read(arguments).Shard);

    [Fact]
    public void A_shards_settings_are_its_share()
    {
        var settings = new Environment(Load).Read("--shard", "2/3");
        Assert.Equal((new(334, 2, 1000), new(100, 4, 10)), (settings.Seed, settings.Realtime));
        Assert.Equal(10, settings.Realtime.UpdatesPerSecond);
    }

    [Fact]
    public void A_shares_updates_follow_its_orders_and_none_stay_none()
    {
        Assert.Equal(25, new Environment(("ORDER_RATE", "500"), ("SHARD", "1/2")).Read().Realtime.UpdatesPerSecond);
        Assert.Equal(0, new Environment(("ORDER_RATE", "500"), ("UPDATE_RATE", "0"), ("SHARD", "1/2")).Read().Realtime.UpdatesPerSecond);
        Assert.Equal(new(null, null), new Environment(("SHARD", "1/2")).Read().Realtime);
    }

    [Fact]
    public void The_settings_of_all_shards_add_up() =>
        Gen.Select(Gen.Int[0, 10_000], Gen.Int[0, 10_000], Gen.Int[1, 20]).Sample(static (users, products, count) =>
    {
        var environment = new Environment(("SEED_USERS", $"{users}"), ("SEED_PRODUCTS", $"{products}"), ("ORDER_RATE", "60"));
        var shares = Enumerable.Range(1, count).Select(i => environment.Read("--shard", $"{i}/{count}")).ToList();
        Assert.Equal((users, products), (shares.Sum(static s => s.Seed.Users), shares.Sum(static s => s.Seed.Products)));
        Assert.Equal(
            (60.0, 6.0), (
                Math.Round(shares.Sum(static s => s.Realtime.OrderRate!.Value), 6),
                Math.Round(shares.Sum(static s => s.Realtime.UpdatesPerSecond!.Value), 6)));
    });

    [Theory]
    [InlineData("SHARD=3/2 is not a shard i/n with i from 1 to n and n from 1 to 1000.", "3/2")]
    [InlineData("SHARD=half is not a shard i/n with i from 1 to n and n from 1 to 1000.", "half")]
    [InlineData("--shard 0/2 is not a shard i/n with i from 1 to n and n from 1 to 1000.", "1/2", "--shard", "0/2")]
    [InlineData("--shard=1/1001 is not a shard i/n with i from 1 to n and n from 1 to 1000.", "", "--shard=1/1001")]
    [InlineData("'--shard' is not valid: the only argument is --shard i/n, for example --shard 1/2.", "", "--shard")]
    [InlineData(
        "'--shard 1/2 --fast' is not valid: the only argument is --shard i/n, for example --shard 1/2.", "", "--shard", "1/2",
        "--fast")]
    [InlineData("'--shards 1/2' is not valid: the only argument is --shard i/n, for example --shard 1/2.", "", "--shards", "1/2")]
    public void What_is_no_shard_gets_its_one_sentence(string sentence, string variable, params string[] arguments) =>
        Assert.Equal([sentence], new Environment(("SHARD", variable)).Faults(arguments));
}
