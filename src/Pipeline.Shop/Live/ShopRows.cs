using Npgsql;
using Pipeline.Shop.Records;
using Pipeline.Streams.Definitions;

namespace Pipeline.Shop.Live;

/// <summary>Rows of the shop as records: the columns in the order of the record's properties.</summary>
internal static class ShopRows
{
    public static User User(NpgsqlDataReader row) => new()
    {
        UserId = row.GetString(0),
        Name = row.GetString(1),
        Gender = row.GetString(2),
        Age = row.GetInt32(3),
        BirthYear = row.GetInt32(4),
        Address = row.GetString(5),
        AddressDistrict = row.GetString(6),
        Email = row.GetString(7),
        Grade = row.GetString(8),
        CreatedAt = row.GetDateTime(9),
    };

    public static Product Product(NpgsqlDataReader row) => new()
    {
        ProductId = row.GetString(0),
        Name = row.GetString(1),
        Category = row.GetString(2),
        Brand = row.GetString(3),
        Price = row.GetInt32(4),
        OrgPrice = row.GetInt32(5),
        DiscountRate = row.GetInt32(6),
        Description = row.GetString(7),
        Stock = row.GetInt32(8),
        CreatedAt = row.GetDateTime(9),
    };

    public static Order Order(NpgsqlDataReader row) => new()
    {
        OrderId = row.GetGuid(0),
        CreatedAt = row.GetDateTime(1),
        UserId = row.GetString(2),
        ProductId = row.GetString(3),
        Quantity = row.GetInt32(4),
        TotalAmount = row.GetInt64(5),
        ShippingCost = row.GetInt32(6),
        DiscountAmount = row.GetInt32(7),
        PaymentMethod = row.GetString(8),
        Status = row.GetString(9),
        Category = row.GetString(10),
        UserRegion = row.GetString(11),
        UserGender = row.GetString(12),
        UserAgeGroup = row.GetString(13),
    };
}
