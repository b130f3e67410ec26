using System.Text;
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
        Text.Array[5], Whole(0, int.MaxValue).Array[3], Whole(0, 100), Instant, static (text, number, rate, at) => new Product
    {
        ProductId = text[0],
        Name = text[1],
        Category = text[2],
        Brand = text[3],
        Price = number[0],
        OrgPrice = number[1],
        DiscountRate = rate,
        Description = text[4],
        Stock = number[2],
        CreatedAt = at,
    });

    private static readonly Gen<Order> Orders = Gen.Select(
        Gen.Select(Gen.Guid, Instant, Gender, Gen.OneOf([.. OrderStatus.All])), Text.Array[6], Whole(0, int.MaxValue).Array[2],
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
        Gen.Guid.Where(static id => id != Guid.Empty), Whole(1, int.MaxValue));

    [Fact]
    public void A_user_comes_back_as_it_was() => Gen.Select(Users, Marks).Sample(static (user, mark) =>
    {
        var batch = Sample.Parsed(ShopStreams.Users.NewBatch(1), Sample.Written(w => w.Write(Envelope(ShopStreams.Users.Changed!, mark), user)));
        Assert.Equal(user, Row(batch));
        Assert.Equal((mark.Id, mark.Version, 7), (batch.EventId[0], batch.Version[0], batch.Offset[0]));
    });

    [Fact]
    public void A_product_comes_back_as_it_was() => Gen.Select(Products, Marks).Sample(static (product, mark) =>
    {
        var batch = Sample.Parsed(ShopStreams.Products.NewBatch(1), Sample.Written(w => w.Write(Envelope(ShopStreams.Products.Created, mark), product)));
        Assert.Equal(product, Row(batch));
        Assert.Equal((mark.Id, mark.Version, 7), (batch.EventId[0], batch.Version[0], batch.Offset[0]));
    });

    [Fact]
    public void An_order_comes_back_as_it_was() =>
        Gen.Select(Orders, Marks, Gen.OneOf([.. OrderStatus.All])).Sample(static (order, mark, previous) =>
    {
        var batch = Sample.Parsed(
            ShopStreams.Orders.NewBatch(1), Sample.Written(w => w.Write(Envelope(ShopStreams.Orders.Changed!, mark), order, previous)));
        Assert.Equal(order, Row(batch));
        Assert.Equal(previous, batch.PreviousStatus[0]);
        Assert.Equal((mark.Id, mark.Version, 7), (batch.EventId[0], batch.Version[0], batch.Offset[0]));
    });

    private static Envelope Envelope(EventType type, (Guid Id, int Version) mark) => new(type, mark.Id, mark.Version, Sample.Now);

    /// <summary>Numbers of a range, its two ends more often than chance would have them.</summary>
    private static Gen<int> Whole(int min, int max) => Gen.Frequency<int>((1, Gen.OneOf(min, max)), (4, Gen.Int[min, max]));

    private static User Row(EventBatch b) => new()
    {
        UserId = b.UserId[0],
        Name = b.Name[0],
        Gender = b.Gender[0],
        Age = b.Age[0],
        BirthYear = b.BirthYear[0],
        Address = b.Address[0],
        AddressDistrict = b.AddressDistrict[0],
        Email = b.Email[0],
        Grade = b.Grade[0],
        CreatedAt = b.CreatedAt[0],
    };

    private static Product Row(EventBatch b) => new()
    {
        ProductId = b.ProductId[0],
        Name = b.Name[0],
        Category = b.Category[0],
        Brand = b.Brand[0],
        Price = b.Price[0],
        OrgPrice = b.OrgPrice[0],
        DiscountRate = b.DiscountRate[0],
        Description = b.Description[0],
        Stock = b.Stock[0],
        CreatedAt = b.CreatedAt[0],
    };

    private static Order Row(EventBatch b) => new()
    {
        OrderId = b.OrderId[0],
        CreatedAt = b.CreatedAt[0],
        UserId = b.UserId[0],
        ProductId = b.ProductId[0],
        Quantity = b.Quantity[0],
        TotalAmount = b.TotalAmount[0],
        ShippingCost = b.ShippingCost[0],
        DiscountAmount = b.DiscountAmount[0],
        PaymentMethod = b.PaymentMethod[0],
        Status = b.Status[0],
        Category = b.Category[0],
        UserRegion = b.UserRegion[0],
        UserGender = b.UserGender[0],
        UserAgeGroup = b.UserAgeGroup[0],
    };
}
