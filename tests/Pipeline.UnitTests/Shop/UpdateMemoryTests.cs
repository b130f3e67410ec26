using Pipeline.Shop.Live;
using Pipeline.Shop.Records;
using Pipeline.Streams.Definitions;
using Pipeline.Testing.Messages;

namespace Pipeline.UnitTests.Shop;

/// <summary>What the generator remembers to update: its open orders, and in stream mode what it has published.</summary>
public sealed class UpdateMemoryTests
{
    private readonly OpenOrders _orders = new();
    private readonly NewestStates<Product> _newest = new(static p => p.ProductId);

    [Fact]
    public void Orders_come_out_in_the_order_in_which_they_went_in()
    {
        _orders.AddPlaced([Numbered(1), Numbered(2)]);
        _orders.Add(new(Numbered(3), 2));
        Assert.Equal([(1, 1), (2, 1)], _orders.Take(2).Select(static o => (o.Row.Quantity, o.Version)));
        Assert.Equal([(3, 2)], _orders.Take(2).Select(static o => (o.Row.Quantity, o.Version)));
        Assert.Empty(_orders.Take(1));
    }

    [Fact]
    public void An_order_at_its_end_is_not_taken_up_again()
    {
        _orders.Add(new(Numbered(1) with { Status = OrderStatus.Delivered }, 4));
        _orders.Add(new(Numbered(2) with { Status = OrderStatus.Cancelled }, 2));
        _orders.Add(new(Numbered(3), int.MaxValue - 1));
        _orders.Add(new(Numbered(4), int.MaxValue));
        Assert.Equal(0, _orders.Count);
    }

    [Fact]
    public void A_full_list_leaves_new_orders_out_and_takes_its_own_back()
    {
        _orders.AddPlaced([.. Enumerable.Range(0, OpenOrders.Capacity + 5).Select(Numbered)]);
        Assert.Equal(OpenOrders.Capacity, _orders.Count);
        var taken = Assert.Single(_orders.Take(1));
        _orders.Add(taken with { Version = 2 });
        Assert.Equal(OpenOrders.Capacity, _orders.Count);
    }

    [Fact]
    public void What_was_published_counts_until_the_database_has_it()
    {
        var stored = Stocked(version: 1, stock: 5);
        Assert.Equal(stored, _newest.Newest(stored));
        _newest.Add(Stocked(version: 2, stock: 4));
        Assert.Equal(Stocked(version: 2, stock: 4), _newest.Newest(stored));
        Assert.Equal(Stocked(version: 2, stock: 4), _newest.Newest(Stocked(version: 2, stock: 4)));
        Assert.Equal(Stocked(version: 3, stock: 1), _newest.Newest(Stocked(version: 3, stock: 1)));
    }

    [Fact]
    public void The_oldest_publication_is_forgotten_first_unless_a_newer_one_followed()
    {
        _newest.Add(Named("p_old", 2));
        _newest.Add(Named("p_again", 2));
        for (var i = 0; i < NewestStates<Product>.Capacity - 1; i++)
            _newest.Add(Named($"p_{i}", 2));
        _newest.Add(Named("p_again", 3));
        Assert.Equal(1, _newest.Newest(Named("p_old", 1)).Version);
        Assert.Equal(3, _newest.Newest(Named("p_again", 1)).Version);
    }

    private static Order Numbered(int number) => Sample.Order with { Quantity = number };

    private static Versioned<Product> Stocked(int version, int stock) => new(Sample.Product with { Stock = stock }, version);

    private static Versioned<Product> Named(string id, int version) => new(Sample.Product with { ProductId = id }, version);
}
