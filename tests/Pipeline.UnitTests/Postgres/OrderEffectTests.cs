using Pipeline.Events.Batches;
using Pipeline.Events.Shop;
using Pipeline.Postgres.Sink;
using Pipeline.UnitTests.Events;

namespace Pipeline.UnitTests.Postgres;

public sealed class OrderEffectTests
{
    [Theory]
    [InlineData(null, "created", 1)]
    [InlineData(null, "cancelled", 0)]
    [InlineData("created", "paid", 0)]
    [InlineData("paid", "shipped", 0)]
    [InlineData("shipped", "delivered", 0)]
    [InlineData("created", "cancelled", -1)]
    [InlineData("delivered", "cancelled", -1)]
    [InlineData("cancelled", "cancelled", 0)]
    [InlineData("cancelled", "paid", 1)]
    public void A_change_counts_when_the_order_begins_or_ceases_to(string? before, string after, int effect)
    {
        var batch = new OrderBatch(1);
        batch.Add(Sample.Order with { Status = after }, Sample.EventId, 1, before);
        Assert.Equal([effect], OrderEffect.Of(batch, 0, 1));
    }

    [Fact]
    public void The_effects_of_a_life_add_up_to_whether_it_counts_in_the_end() => Assert.All(OrderStatus.All, static end =>
    {
        string[] life = [OrderStatus.Created, OrderStatus.Paid, OrderStatus.Cancelled, OrderStatus.Paid, end];
        var batch = new OrderBatch(life.Length);
        for (var i = 0; i < life.Length; i++)
            batch.Add(Sample.Order with { Status = life[i] }, Guid.NewGuid(), i + 1, i == 0 ? null : life[i - 1]);
        Assert.Equal(OrderStatus.Counts(end) ? 1 : 0, OrderEffect.Of(batch, 0, life.Length).Sum());
    });

    [Fact]
    public void A_run_of_rows_has_the_effects_of_its_own_rows()
    {
        var batch = new OrderBatch(3);
        batch.Add(Sample.Order, Sample.EventId, 1);
        batch.Add(Sample.Order with { Status = OrderStatus.Cancelled }, Sample.EventId, 2, OrderStatus.Created);
        batch.Add(Sample.Order with { Status = OrderStatus.Paid }, Sample.EventId, 2, OrderStatus.Created);
        Assert.Equal([-1, 0], OrderEffect.Of(batch, 1, 2));
    }
}
