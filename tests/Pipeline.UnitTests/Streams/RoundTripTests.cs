using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using Pipeline.Shop.Records;
using Pipeline.Streams.Columns;
using Pipeline.Streams.Definitions;
using Pipeline.Testing.Messages;

namespace Pipeline.UnitTests.Streams;

/// <summary>Whatever is written is read back as it was, over the whole range of every field.</summary>
public sealed class RoundTripTests
{
    private static readonly Gen<string> Letter = Gen.Frequency<string>(
        (3, Gen.OneOf("가", "힣", "\"", "\\", "/", "<", "&", "'", "😀", "\n", "\t", "\u0001", "\u007f", "\u2028", "\uFEFF", " ", "{")),
        (2, Gen.Int[1, 0x10FFFF].Where(Rune.IsValid).Select(static code => new Rune(code).ToString())));

    /// <summary>1 to 60 UTF-16 units: within the limits of every text, keys included.</summary>
    private static readonly Gen<string> Text = Letter.Array[1, 30].Select(static letters => string.Concat(letters));
    private static readonly Gen<string> Gender = Gen.OneOf("M", "F");
    /// <summary>A status is open text.</summary>
    private static readonly Gen<string> Status = Gen.OneOf<string>(
        Gen.OneOf([.. OrderStatus.All]), Letter.Array[1, 20].Select(static letters => string.Concat(letters)));

    private static readonly Gen<DateTime> Instant = Gen.Long[
        new DateTime(1900, 1, 1).Ticks / 10,
        (new DateTime(2200, 1, 1).Ticks / 10) - 1].Select(static micros => new DateTime(micros * 10, DateTimeKind.Utc));

    private static readonly Gen<User> Users = Gen.Select(
        Text.Array[6], Gender, Whole(0, 150), Whole(1850, 2200), Instant, static (text, gender, age, year, at) => new User
        {
            UserId = text[0],
            Name = text[1],
            Gender = gender,
            Age = age,
            BirthYear = year,
            Address = text[2],
            AddressDistrict = text[3],
            Email = text[4],
            Grade = text[5],
            CreatedAt = at,
        });

    private static readonly Gen<Product> Products = Gen.Select(
        Text.Array[5], Whole(0, int.MaxValue).Array[3], Whole(0, 10_000), Instant, static (text, number, rate, at) => new Product
        {
            ProductId = text[0],
            Name = text[1],
            Category = text[2],
            Brand = text[3],
            Price = number[0],
            OrgPrice = number[1],
            DiscountRate = rate / 100m,
            Description = text[4],
            Stock = number[2],
            CreatedAt = at,
        });

    private static readonly Gen<Order> Orders = Gen.Select(
        Gen.Select(Gen.Guid, Instant, Gender, Status), Text.Array[6], Whole(0, int.MaxValue).Array[2],
        Whole(1, 10_000),
        Gen.OneOf<long>(Gen.OneOf(0L, 1_000_000_000_000L), Gen.Long[0, 1_000_000_000_000]),
        static (head, text, number, quantity, total) => new Order
        {
            OrderId = head.Item1,
            CreatedAt = head.Item2,
            UserId = text[0],
            ProductId = text[1],
            Quantity = quantity,
            TotalAmount = total,
            ShippingCost = number[0],
            DiscountAmount = number[1],
            PaymentMethod = text[2],
            Status = head.Item4,
            Category = text[3],
            UserRegion = text[4],
            UserGender = head.Item3,
            UserAgeGroup = text[5],
        });

    private static readonly Gen<(Guid Id, int Version)> Marks = Gen.Select(
        Gen.Guid.Where(static id => id != Guid.Empty), Whole(1, int.MaxValue - 1));

    [Fact]
    public void A_user_comes_back_as_it_was() => Gen.Select(Users, Marks).Sample(static (user, mark) =>
    {
        var batch = Sample.Parsed(
            ShopStreams.Users.NewBatch(1), Sample.Written(w => w.Write(Envelope(ShopStreams.Users.Changed!, mark), user)));
        Assert.Equal(user, UserOf(batch));
        Assert.Equal((mark.Id, mark.Version, 7), (batch.EventId[0], batch.Version[0], batch.Offset[0]));
    });

    [Fact]
    public void A_product_comes_back_as_it_was() => Gen.Select(Products, Marks).Sample(static (product, mark) =>
    {
        var batch = Sample.Parsed(
            ShopStreams.Products.NewBatch(1),
            Sample.Written(w => w.Write(Envelope(ShopStreams.Products.Created, mark), product)));
        Assert.Equal(product, ProductOf(batch));
        Assert.Equal((mark.Id, mark.Version, 7), (batch.EventId[0], batch.Version[0], batch.Offset[0]));
    });

    [Fact]
    public void An_order_comes_back_as_it_was() =>
        Gen.Select(Orders, Marks, Status).Sample(static (order, mark, previous) =>
    {
        var message = Sample.Written(w => w.Write(Envelope(ShopStreams.Orders.Changed!, mark), order, previous));
        var batch = Sample.Parsed(ShopStreams.Orders.NewBatch(1), message);
        Assert.Equal(previous, JsonNode.Parse(message)!["previous_status"]!.GetValue<string>());
        Assert.Equal(order, OrderOf(batch));
        Assert.Equal((mark.Id, mark.Version, 7), (batch.EventId[0], batch.Version[0], batch.Offset[0]));
    });

    private static Envelope Envelope(EventType type, (Guid Id, int Version) mark) => new(type, mark.Id, mark.Version, Sample.Now);

    /// <summary>Numbers of a range, its two ends more often than chance would have them.</summary>
    private static Gen<int> Whole(int min, int max) => Gen.Frequency<int>((1, Gen.OneOf(min, max)), (4, Gen.Int[min, max]));

    private static User UserOf(EventBatch b) => new()
    {
        UserId = b.Rows<string>("user_id")[0],
        Name = b.Rows<string>("name")[0],
        Gender = b.Rows<string>("gender")[0],
        Age = b.Rows<int>("age")[0],
        BirthYear = b.Rows<int>("birth_year")[0],
        Address = b.Rows<string>("address")[0],
        AddressDistrict = b.Rows<string>("address_district")[0],
        Email = b.Rows<string>("email")[0],
        Grade = b.Rows<string>("grade")[0],
        CreatedAt = b.Rows<DateTime>("created_at")[0],
    };

    private static Product ProductOf(EventBatch b) => new()
    {
        ProductId = b.Rows<string>("product_id")[0],
        Name = b.Rows<string>("name")[0],
        Category = b.Rows<string>("category")[0],
        Brand = b.Rows<string>("brand")[0],
        Price = b.Rows<int>("price")[0],
        OrgPrice = b.Rows<int>("org_price")[0],
        DiscountRate = b.Rows<decimal>("discount_rate")[0],
        Description = b.Rows<string>("description")[0],
        Stock = b.Rows<int>("stock")[0],
        CreatedAt = b.Rows<DateTime>("created_at")[0],
    };

    private static Order OrderOf(EventBatch b) => new()
    {
        OrderId = b.Rows<Guid>("order_id")[0],
        CreatedAt = b.Rows<DateTime>("created_at")[0],
        UserId = b.Rows<string>("user_id")[0],
        ProductId = b.Rows<string>("product_id")[0],
        Quantity = b.Rows<int>("quantity")[0],
        TotalAmount = b.Rows<long>("total_amount")[0],
        ShippingCost = b.Rows<int>("shipping_cost")[0],
        DiscountAmount = b.Rows<int>("discount_amount")[0],
        PaymentMethod = b.Rows<string>("payment_method")[0],
        Status = b.Rows<string>("status")[0],
        Category = b.Rows<string>("category")[0],
        UserRegion = b.Rows<string>("user_region")[0],
        UserGender = b.Rows<string>("user_gender")[0],
        UserAgeGroup = b.Rows<string>("user_age_group")[0],
    };
}
