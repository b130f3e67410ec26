using System.Text;
using Pipeline.Shop.Records;
using Pipeline.Streams.Columns;
using Pipeline.Streams.Definitions;

namespace Pipeline.UnitTests.Shop;

/// <summary>Events that other producers send: event_type and data only. They are applied as they stand.</summary>
public sealed class OtherProducersTests
{
    private static readonly string User = OneLine("""
        {"event_type":"user_created","data":{"user_id":"u_12345","name":"홍길동","gender":"M","age":25,"birth_year":1999,
        "address":"서울시 강남구","address_district":"강남구","email":"hong@example.com","grade":"VIP",
        "created_at":"2026-02-03T14:30:00"}}
        """);

    private static readonly string Product = OneLine("""
        {"event_type":"product_created","data":{"product_id":"p_67890","name":"무선 이어폰","category":"전자제품",
        "brand":"Apple","price":259000,"org_price":299000,"discount_rate":13.37,"description":"최신 무선 이어폰...",
        "stock":150,"created_at":"2026-02-03T14:30:00"}}
        """);

    private static readonly string Order = OneLine("""
        {"event_type":"order_created","data":{"order_id":"550e8400-e29b-41d4-a716-446655440000",
        "created_at":"2026-02-03T14:30:00","user_id":"u_12345","product_id":"p_67890","quantity":2,
        "total_amount":521500,"shipping_cost":3000,"discount_amount":500,"payment_method":"Card","status":"Success",
        "category":"전자제품","user_region":"서울시","user_gender":"M","user_age_group":"20대"}}
        """);

    private static readonly DateTime Created = new(2026, 2, 3, 14, 30, 0, DateTimeKind.Utc);

    [Fact]
    public void The_user_is_taken_as_it_stands()
    {
        var b = Decoded(ShopStreams.Users, User);
        Assert.Equal(
            ("u_12345", "홍길동", "M", 25, 1999, "서울시 강남구"),
            (Text(b, "user_id"), Text(b, "name"), Text(b, "gender"), Number(b, "age"), Number(b, "birth_year"), Text(b, "address")));
        Assert.Equal(
            ("강남구", "hong@example.com", "VIP", Created),
            (Text(b, "address_district"), Text(b, "email"), Text(b, "grade"), b.Rows<DateTime>("created_at")[0]));
    }

    [Fact]
    public void The_product_is_taken_as_it_stands()
    {
        var b = Decoded(ShopStreams.Products, Product);
        Assert.Equal(
            ("p_67890", "무선 이어폰", "전자제품", "Apple", 259_000, 299_000),
            (Text(b, "product_id"), Text(b, "name"), Text(b, "category"), Text(b, "brand"), Number(b, "price"), Number(b, "org_price")));
        Assert.Equal(
            (13.37m, "최신 무선 이어폰...", 150, Created),
            (b.Rows<decimal>("discount_rate")[0], Text(b, "description"), Number(b, "stock"), b.Rows<DateTime>("created_at")[0]));
    }

    [Fact]
    public void The_order_is_taken_as_it_stands()
    {
        var b = Decoded(ShopStreams.Orders, Order);
        Assert.Equal(
            (new Guid("550e8400-e29b-41d4-a716-446655440000"), Created, "u_12345", "p_67890", 2, 521_500L),
            (b.Rows<Guid>("order_id")[0], b.Rows<DateTime>("created_at")[0], Text(b, "user_id"), Text(b, "product_id"),
                Number(b, "quantity"), b.Rows<long>("total_amount")[0]));
        Assert.Equal(
            (3000, 500, "Card", "Success", "전자제품", "서울시", "M"),
            (Number(b, "shipping_cost"), Number(b, "discount_amount"), Text(b, "payment_method"), Text(b, "status"), Text(b, "category"),
                Text(b, "user_region"), Text(b, "user_gender")));
        Assert.Equal("20대", Text(b, "user_age_group"));
        Assert.True(b.IsCounted(0), "a status that the generator does not know counts in the totals");
    }

    [Theory]
    [InlineData("550e8400e29b41d4a716446655440000")]
    [InlineData("550E8400-E29B-41D4-A716-446655440000")]
    [InlineData("550E8400E29B41D4A716446655440000")]
    public void A_UUID_may_lack_its_dashes_and_be_in_upper_case(string id)
    {
        var b = Decoded(ShopStreams.Orders, Order.Replace("550e8400-e29b-41d4-a716-446655440000", id, StringComparison.Ordinal));
        Assert.Equal(new Guid("550e8400-e29b-41d4-a716-446655440000"), b.Rows<Guid>("order_id")[0]);
        // The id that is derived from the key does not depend on its notation.
        Assert.Equal(Decoded(ShopStreams.Orders, Order).EventId[0], b.EventId[0]);
        var withId = Order.Replace("\"data\":", $"\"event_id\":\"{id}\",\"data\":", StringComparison.Ordinal);
        Assert.Equal(new Guid(id), Decoded(ShopStreams.Orders, withId).EventId[0]);
    }

    [Theory]
    [InlineData("{550e8400-e29b-41d4-a716-446655440000}")]
    [InlineData("550e8400e29b-41d4-a716-446655440000")]
    [InlineData("550e8400e29b41d4a71644665544000g")]
    [InlineData("550e8400e29b41d4a7164466554400000")]
    public void Other_notations_of_a_UUID_are_refused(string id)
    {
        var message = Order.Replace("550e8400-e29b-41d4-a716-446655440000", id, StringComparison.Ordinal);
        Assert.Equal(
            new(RefusalReason.WrongType, "order_id"),
            ShopStreams.Orders.Decoder.Decode(Encoding.UTF8.GetBytes(message), 0, ShopStreams.Orders.NewBatch(1)));
    }

    [Theory]
    [InlineData("\"quantity\":2,", "\"quantity\":2.0,", "quantity", 2)]
    [InlineData("\"shipping_cost\":3000,", "\"shipping_cost\":0.3E+4,", "shipping_cost", 3000)]
    public void A_number_counts_by_its_value(string old, string written, string column, int value) =>
        Assert.Equal(value, Number(Decoded(ShopStreams.Orders, Order.Replace(old, written, StringComparison.Ordinal)), column));

    /// <summary>Without the line breaks, which are for readers.</summary>
    private static string OneLine(string text) => text.ReplaceLineEndings("");

    private static EventBatch Decoded(StreamDefinition stream, string message)
    {
        var batch = stream.NewBatch(1);
        Assert.Equal(Refusal.None, stream.Decoder.Decode(Encoding.UTF8.GetBytes(message), 7, batch));
        Assert.Equal((1, 1, 7L), (batch.Count, batch.Version[0], batch.Offset[0]));
        Assert.NotEqual(Guid.Empty, batch.EventId[0]);
        return batch;
    }

    private static string Text(EventBatch batch, string column) => batch.Rows<string>(column)[0];

    private static int Number(EventBatch batch, string column) => batch.Rows<int>(column)[0];
}
