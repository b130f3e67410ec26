using System.Text;
using Pipeline.IntegrationTests.Verification;
using Pipeline.Shop.Records;
using Pipeline.Streams.Definitions;

namespace Pipeline.IntegrationTests.Consuming;

/// <summary>
/// Events as other producers of the shop send them: type and data only, times without an offset, a discount with decimals, and a
/// status of their own. They must be applied as they are.
/// </summary>
public sealed class ForeignEventTests(TestServers servers)
{
    private const string UserCreated = """
        {"event_type":"user_created","data":
        {"user_id":"u_12345","name":"홍길동","gender":"M","age":25,"birth_year":1999,"address":"서울시 강남구",
         "address_district":"강남구","email":"hong@example.com","grade":"VIP","created_at":"2026-02-03T14:30:00"}}
        """;

    private const string ProductCreated = """
        {"event_type":"product_created","data":
        {"product_id":"p_67890","name":"무선 이어폰","category":"전자제품","brand":"Apple","price":259000,"org_price":299000,
         "discount_rate":13.37,"description":"최신 무선 이어폰...","stock":150,"created_at":"2026-02-03T14:30:00"}}
        """;

    private const string OrderCreated = """
        {"event_type":"order_created","data":
        {"order_id":"550e8400-e29b-41d4-a716-446655440000","created_at":"2026-02-03T14:30:00","user_id":"u_12345","product_id":"p_67890",
         "quantity":2,"total_amount":521500,"shipping_cost":3000,"discount_amount":500,"payment_method":"Card","status":"Success",
         "category":"전자제품","user_region":"서울시","user_gender":"M","user_age_group":"20대"}}
        """;

    private static readonly DateTime CreatedAt = new(2026, 2, 3, 14, 30, 0, DateTimeKind.Utc);

    [Fact]
    public async Task Events_with_type_and_data_alone_are_applied_as_they_are_and_once()
    {
        await using var shop = new HealthyShop(await servers.Postgres.DatabaseAsync(), await servers.Kafka.TopicsAsync());
        (StreamDefinition Stream, string Message)[] messages =
            [(ShopStreams.Users, UserCreated), (ShopStreams.Products, ProductCreated), (ShopStreams.Orders, OrderCreated)];
        // Twice: the id of such an event is derived from its content, so that the second one is a duplicate.
        foreach (var (stream, message) in (IEnumerable<(StreamDefinition, string)>)[.. messages, .. messages])
            await shop.Topics.SendRawAsync(stream, 1, Encoding.UTF8.GetBytes(message));
        await shop.ConsumeAsync(6);

        await using var context = await shop.Database.Contexts().CreateDbContextAsync(Token);
        Assert.Equal(
            new User
            {
                UserId = "u_12345",
                Name = "홍길동",
                Gender = "M",
                Age = 25,
                BirthYear = 1999,
                Address = "서울시 강남구",
                AddressDistrict = "강남구",
                Email = "hong@example.com",
                Grade = "VIP",
                CreatedAt = CreatedAt,
            },
            Assert.Single(context.Users));
        Assert.Equal(
            new Product
            {
                ProductId = "p_67890",
                Name = "무선 이어폰",
                Category = "전자제품",
                Brand = "Apple",
                Price = 259_000,
                OrgPrice = 299_000,
                DiscountRate = 13.37m,
                Description = "최신 무선 이어폰...",
                Stock = 150,
                CreatedAt = CreatedAt,
            },
            Assert.Single(context.Products));
        Assert.Equal(
            new Order
            {
                OrderId = new("550e8400-e29b-41d4-a716-446655440000"),
                CreatedAt = CreatedAt,
                UserId = "u_12345",
                ProductId = "p_67890",
                Quantity = 2,
                TotalAmount = 521_500,
                ShippingCost = 3000,
                DiscountAmount = 500,
                PaymentMethod = "Card",
                Status = "Success",
                Category = "전자제품",
                UserRegion = "서울시",
                UserGender = "M",
                UserAgeGroup = "20대",
            },
            Assert.Single(context.Orders));
        Assert.Equal(
            new OrderTotal
            {
                Partition = 1,
                Day = DateOnly.FromDateTime(CreatedAt),
                Category = "전자제품",
                Region = "서울시",
                Orders = 1,
                Quantity = 2,
                Revenue = 521_500,
            },
            Assert.Single(context.OrderTotals));
        Assert.Equal((3, 3), (
            await shop.Database.AskAsync<long>("SELECT sum(applied)::bigint FROM consumer_progress"),
            await shop.Database.AskAsync<long>("SELECT sum(duplicates)::bigint FROM consumer_progress")));
        Assert.Equal("verify: ok users=1 products=1 orders=1 lost=0 duplicated=0 dead=0", (await shop.VerifyAsync()).Line);
    }
}
