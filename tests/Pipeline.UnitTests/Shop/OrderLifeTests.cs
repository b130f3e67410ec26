using Pipeline.Shop.Generation;
using Pipeline.Shop.Records;
using Pipeline.Simulation;

namespace Pipeline.UnitTests.Shop;

public sealed class OrderLifeTests
{
    private const int Orders = 20_000;

    private static readonly Order Placed = new ShopSample(1, users: 5, products: 5).Order(1)[0];

    [Fact]
    public void Every_order_ends_delivered_or_cancelled_on_one_of_three_paths()
    {
        var paths = Lives(seed: 1).Select(static life => string.Join(' ', life))
            .CountBy(static path => path).ToDictionary(StringComparer.Ordinal);
        Assert.Equal(
            ["created cancelled", "created paid cancelled", "created paid shipped delivered"], paths.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(0.08, paths["created cancelled"] / (double)Orders, 0.01);
        Assert.Equal(0.92 * 0.04, paths["created paid cancelled"] / (double)Orders, 0.01);
    }

    [Fact]
    public void A_step_changes_the_status_and_nothing_else()
    {
        var next = new OrderLife(new SeededRandom(2)).Next(Placed);
        Assert.NotEqual(Placed.Status, next.Status);
        Assert.Equal(Placed, next with { Status = Placed.Status });
    }

    [Fact]
    public void The_same_seed_gives_the_same_status_changes() => Assert.Equal(Lives(seed: 3).Take(500), Lives(seed: 3).Take(500));

    [Theory]
    [InlineData(OrderStatus.Delivered)]
    [InlineData(OrderStatus.Cancelled)]
    public void A_finished_order_has_no_next_step(string status)
    {
        Assert.False(OrderLife.IsOpen(status));
        Assert.Throws<ArgumentException>(() => new OrderLife(new SeededRandom(4)).Next(Placed with { Status = status }));
    }

    private static IEnumerable<string[]> Lives(long seed)
    {
        var life = new OrderLife(new SeededRandom(seed));
        for (var i = 0; i < Orders; i++)
        {
            var states = new List<string> { OrderStatus.Created };
            for (var order = Placed; OrderLife.IsOpen(order.Status); states.Add(order.Status))
                order = life.Next(order);
            yield return [.. states];
        }
    }
}
