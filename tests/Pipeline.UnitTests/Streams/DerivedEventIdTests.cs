using System.Text.Json.Nodes;
using Pipeline.Shop.Records;
using Pipeline.Streams.Definitions;
using Pipeline.Testing.Messages;

namespace Pipeline.UnitTests.Streams;

/// <summary>An event from elsewhere may have event_type and data only; sent twice it is still one event.</summary>
public sealed class DerivedEventIdTests
{
    [Fact]
    public void An_event_with_type_and_data_alone_is_taken_as_version_1()
    {
        var batch = Sample.Parsed(ShopStreams.Users.NewBatch(1), Bare("user_created"));
        Assert.Equal((1, Sample.User.Email), (batch.Version[0], batch.Rows<string>("email")[0]));
    }

    [Fact]
    public void Its_id_has_been_the_same_in_every_version_of_this_program() =>
        Assert.Equal(new Guid("c78f3029-4e0a-8436-8865-14f4a750a70b"), Id(Bare("user_created")));

    [Fact]
    public void Its_id_is_a_UUID_v8_of_the_RFC_variant()
    {
        var id = Id(Bare("user_created")).ToString();
        Assert.Equal('8', id[14]);
        Assert.Contains(id[19], "89ab");
    }

    [Fact]
    public void Its_id_depends_on_type_key_and_version()
    {
        Guid[] ids =
        [
            Id(Bare("user_created")), Id(Bare("user_updated")), Id(Bare("user_created", static e => e["data"]!["user_id"] = "u_12346")),
            Id(Bare("user_created", static e => e["version"] = 2)),
        ];
        Assert.Distinct(ids);
    }

    [Fact]
    public void Its_id_does_not_depend_on_anything_else() =>
        Assert.Equal(Id(Bare("user_created")), Id(Bare("user_created", static e => e["data"]!["age"] = 35)));

    [Fact]
    public void Products_and_orders_have_their_own_keys_in_it()
    {
        static Guid Product(string key) => Sample.Parsed(ShopStreams.Products.NewBatch(1), Sample.ProductMessage(e =>
        {
            e.Remove("event_id");
            e["data"]!["product_id"] = key;
        })).EventId[0];
        static Guid Order(Guid key) => Sample.Parsed(ShopStreams.Orders.NewBatch(1), Sample.OrderMessage(e =>
        {
            e.Remove("event_id");
            e["data"]!["order_id"] = key.ToString();
        })).EventId[0];
        Assert.Equal(Product("p_1"), Product("p_1"));
        Assert.NotEqual(Product("p_1"), Product("p_2"));
        Assert.Equal(Order(Sample.EventId), Order(Sample.EventId));
        Assert.NotEqual(Order(Sample.EventId), Order(Sample.Order.OrderId));
    }

    private static Guid Id(byte[] message) => Sample.Parsed(ShopStreams.Users.NewBatch(1), message).EventId[0];

    private static byte[] Bare(string type, Action<JsonObject>? change = null) => Sample.UserMessage(e =>
    {
        var data = e["data"]!.DeepClone();
        e.Clear();
        e["event_type"] = type;
        e["data"] = data;
        change?.Invoke(e);
    });
}
