using System.Text;
using Pipeline.Shop.Records;
using Pipeline.Streams.Columns;
using Pipeline.Streams.Definitions;
using Pipeline.Testing.Messages;

namespace Pipeline.UnitTests.Streams;

/// <summary>Other programs read these bytes: a change of one of them is a change of the format.</summary>
public sealed class EventWriterTests
{
    private static readonly string UserCreated = OneLine("""
        {"event_type":"user_created","event_id":"019cb6d0-0000-7000-8000-000000000001","version":1,
        "occurred_at":"2026-03-04T05:06:07.123456Z","data":{"user_id":"u_12345","name":"김\"하\\늘\uD83D\uDE00","gender":"F","age":34,
        "birth_year":1992,"address":"서울특별시 강남구 테헤란로 1","address_district":"서울 강남구","email":"sky+1@example.com","grade":"GOLD",
        "created_at":"2026-03-04T05:06:07.123456Z"}}
        """);

    private static readonly string ProductUpdated = OneLine("""
        {"event_type":"product_updated","event_id":"019cb6d0-0000-7000-8000-000000000001","version":3,
        "occurred_at":"2026-03-04T05:06:07.123456Z","data":{"product_id":"p_67890","name":"무선 <이어폰>","category":"전자제품",
        "brand":"소리&빛","price":89000,"org_price":100000,"discount_rate":11,"description":"","stock":5,
        "created_at":"2026-03-04T05:06:07.123456Z"}}
        """);

    private static readonly string OrderData = OneLine("""
        {"order_id":"11111111-2222-3333-4444-555555555555","created_at":"2026-03-04T05:06:07.123456Z","user_id":"u_12345",
        "product_id":"p_67890","quantity":2,"total_amount":178000,"shipping_cost":3000,"discount_amount":3000,
        "payment_method":"card","status":"STATUS","category":"전자제품","user_region":"서울","user_gender":"F","user_age_group":"30대"}}
        """);

    private static readonly string OrderCreated = OneLine("""
        {"event_type":"order_created","event_id":"019cb6d0-0000-7000-8000-000000000001","version":1,
        "occurred_at":"2026-03-04T05:06:07.123456Z","data":
        """);

    private static readonly string OrderStatusChanged = OneLine("""
        {"event_type":"order_status_changed","event_id":"019cb6d0-0000-7000-8000-000000000001","version":2,
        "occurred_at":"2026-03-04T05:06:07.123456Z","previous_status":"created","data":
        """);

    [Fact]
    public void A_user_is_written_as_these_bytes() => Assert.Equal(UserCreated, Text(Sample.UserMessage()));

    [Fact]
    public void A_changed_product_is_written_as_these_bytes() =>
        Assert.Equal(
            ProductUpdated, Text(Sample.Written(static w => w.Write(Sample.Envelope(ShopStreams.Products.Changed!, 3), Sample.Product))));

    [Fact]
    public void An_order_is_written_as_these_bytes() =>
        Assert.Equal(OrderCreated + OrderData.Replace("STATUS", "created"), Text(Sample.OrderMessage()));

    [Fact]
    public void Only_a_changed_status_carries_the_previous_one() =>
        Assert.Equal(OrderStatusChanged + OrderData.Replace("STATUS", "paid"), Text(Sample.StatusMessage()));

    [Fact]
    public void An_event_type_has_its_name() => Assert.Equal(
        ["user_created", "user_updated", "product_created", "product_updated", "order_created", "order_status_changed"],
        ShopStreams.Registry.All.SelectMany(static s => s.EventTypes).Select(static t => t.Name));

    [Fact]
    public void A_writer_that_is_used_again_writes_the_same()
    {
        using var writer = new EventWriter();
        var first = writer.Write(Sample.Envelope(ShopStreams.Users.Created), Sample.User);
        writer.Write(Sample.Envelope(ShopStreams.Orders.Created), Sample.Order);
        Assert.Equal(first, writer.Write(Sample.Envelope(ShopStreams.Users.Created), Sample.User));
    }

    /// <summary>Without the line breaks, which are for readers.</summary>
    private static string OneLine(string text) => text.ReplaceLineEndings("");

    private static string Text(byte[] message) => Encoding.UTF8.GetString(message);
}
