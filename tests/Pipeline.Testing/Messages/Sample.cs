using System.Text.Json.Nodes;
using Pipeline.Shop.Records;
using Pipeline.Streams.Columns;
using Pipeline.Streams.Definitions;

namespace Pipeline.Testing.Messages;

/// <summary>One valid thing of each kind, and messages made from it with one change.</summary>
public static class Sample
{
    public static readonly DateTime Now = new(2026, 3, 4, 5, 6, 7, 123, 456, DateTimeKind.Utc);

    public static readonly Guid EventId = new("019cb6d0-0000-7000-8000-000000000001");

    public static readonly User User = new()
    {
        UserId = "u_12345",
        Name = "김\"하\\늘😀",
        Gender = "F",
        Age = 34,
        BirthYear = 1992,
        Address = "서울특별시 강남구 테헤란로 1",
        AddressDistrict = "서울 강남구",
        Email = "sky+1@example.com",
        Grade = "GOLD",
        CreatedAt = Now,
    };

    public static readonly Product Product = new()
    {
        ProductId = "p_67890",
        Name = "무선 <이어폰>",
        Category = "전자제품",
        Brand = "소리&빛",
        Price = 89_000,
        OrgPrice = 100_000,
        DiscountRate = 11,
        Description = "",
        Stock = 5,
        CreatedAt = Now,
    };

    public static readonly Order Order = new()
    {
        OrderId = new("11111111-2222-3333-4444-555555555555"),
        CreatedAt = Now,
        UserId = "u_12345",
        ProductId = "p_67890",
        Quantity = 2,
        TotalAmount = 178_000,
        ShippingCost = 3000,
        DiscountAmount = 3000,
        PaymentMethod = "card",
        Status = OrderStatus.Created,
        Category = "전자제품",
        UserRegion = "서울",
        UserGender = "F",
        UserAgeGroup = "30대",
    };

    public static Envelope Envelope(EventType type, int version = 1) => new(type, EventId, version, Now);

    public static byte[] UserMessage(Action<JsonObject>? change = null) =>
        Changed(Written(w => w.Write(Envelope(ShopStreams.Users.Created), User)), change);

    public static byte[] ProductMessage(Action<JsonObject>? change = null) =>
        Changed(Written(w => w.Write(Envelope(ShopStreams.Products.Created), Product)), change);

    public static byte[] OrderMessage(Action<JsonObject>? change = null) =>
        Changed(Written(w => w.Write(Envelope(ShopStreams.Orders.Created), Order)), change);

    /// <summary>A flat message: the play of a song.</summary>
    public static byte[] SongMessage() => """
        {"ts":1772600767000,"userId":"17","sessionId":583,"page":"NextSong","method":"PUT","status":200,"level":"paid","itemInSession":3,
        "location":"Seoul, KR","age":"20s","artist":"달빛 유리","song":"Paper Harbour","length":217.43,"artist_tier":"indie",
        "song_popularity":41}
        """u8.ToArray();

    public static byte[] StatusMessage(Action<JsonObject>? change = null) =>
        Changed(Written(w => w.Write(Envelope(ShopStreams.Orders.Changed!, 2), Order with { Status = "paid" }, "created")), change);

    public static byte[] Written(Func<EventWriter, byte[]> write)
    {
        using var writer = new EventWriter();
        return write(writer);
    }

    /// <summary>The batch that the message alone makes.</summary>
    public static EventBatch Parsed(EventBatch batch, byte[] message)
    {
        Assert.Equal(Refusal.None, batch.Stream.Decoder.Decode(message, 7, batch));
        Assert.Equal(1, batch.Count);
        return batch;
    }

    private static byte[] Changed(byte[] message, Action<JsonObject>? change)
    {
        if (change is null)
            return message;
        var json = JsonNode.Parse(message)!.AsObject();
        change(json);
        return System.Text.Encoding.UTF8.GetBytes(json.ToJsonString());
    }
}
