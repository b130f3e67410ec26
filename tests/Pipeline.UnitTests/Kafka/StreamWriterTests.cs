using System.Text;
using System.Text.Json.Nodes;
using Confluent.Kafka;
using Pipeline.Shop.Records;
using Pipeline.Streams.Definitions;
using Pipeline.Streams.Delivery;
using Pipeline.Streams.Faults;
using Pipeline.Testing.Messages;
using StreamWriter = Pipeline.Kafka.Producing.StreamWriter;

namespace Pipeline.UnitTests.Kafka;

public sealed class StreamWriterTests : IEventPublisher
{
    private readonly List<EventMessage> _sent = [];
    private PublishResult? _refusal;

    [Fact]
    public async Task A_final_refusal_by_the_brokers_goes_to_the_caller()
    {
        _refusal = new(0, "event 1: message_too_large", FaultTable.OfKafka(nameof(ErrorCode.MsgSizeTooLarge)));
        var thrown = await Assert.ThrowsAsync<PublishRefusedException>(() => Writer.WriteAsync([Sample.User], CancellationToken.None));
        Assert.Equal(("event 1: message_too_large", "message_too_large"), (thrown.Message, thrown.Fault.Name));
    }

    [Fact]
    public async Task A_status_change_goes_out_with_its_version_and_the_status_before_it()
    {
        var change = new Change<Order>(Sample.Order, Sample.Order with { Status = OrderStatus.Paid }, 2);
        Assert.Equal(1, await Writer.UpdateAsync([change], default));
        var message = Assert.Single(_sent);
        Assert.Equal(
            (ShopStreams.Orders, "u_12345", "order_status_changed"),
            (message.Stream, Encoding.UTF8.GetString(message.Key), message.EventType));
        var batch = Sample.Parsed(ShopStreams.Orders.NewBatch(1), message.Value);
        Assert.Equal((2, "paid", message.EventId), (batch.Version[0], batch.Rows<string>("status")[0], batch.EventId[0]));
        Assert.Equal("created", JsonNode.Parse(message.Value)!["previous_status"]!.GetValue<string>());
    }

    [Fact]
    public async Task Changes_of_products_and_users_go_out_whole_with_their_versions()
    {
        await Writer.UpdateAsync([new Change<Product>(Sample.Product, Sample.Product with { Stock = 4 }, 7)], default);
        await Writer.UpdateAsync([new Change<User>(Sample.User, Sample.User with { Grade = "VIP" }, 3)], default);
        Assert.Equal(["product_updated", "user_updated"], _sent.Select(static m => m.EventType));
        var product = Sample.Parsed(ShopStreams.Products.NewBatch(1), _sent[0].Value);
        Assert.Equal((7, 4, Sample.Product.Name), (product.Version[0], product.Rows<int>("stock")[0], product.Rows<string>("name")[0]));
        var user = Sample.Parsed(ShopStreams.Users.NewBatch(1), _sent[1].Value);
        Assert.Equal((3, "VIP", Sample.User.Email), (user.Version[0], user.Rows<string>("grade")[0], user.Rows<string>("email")[0]));
    }

    [Fact]
    public async Task A_row_of_the_highest_version_is_passed_over_and_the_others_go_out()
    {
        Change<Product> To(int version) => new(Sample.Product, Sample.Product with { Stock = 4 }, version);

        Assert.Equal(1, await Writer.UpdateAsync([To(int.MaxValue), To(int.MinValue), To(int.MaxValue - 1)], default));
        Assert.Equal(0, await Writer.UpdateAsync([To(int.MaxValue)], default));
        var batch = Sample.Parsed(ShopStreams.Products.NewBatch(1), Assert.Single(_sent).Value);
        Assert.Equal(int.MaxValue - 1, batch.Version[0]);
    }

    Task<PublishResult> IEventPublisher.PublishAsync(IReadOnlyList<EventMessage> messages, CancellationToken cancellationToken)
    {
        _sent.AddRange(messages);
        return Task.FromResult(_refusal ?? new PublishResult(messages.Count, null));
    }

    private StreamWriter Writer => new(this, TimeProvider.System);
}
