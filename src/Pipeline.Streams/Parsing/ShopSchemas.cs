using Pipeline.Streams.Batches;
using Pipeline.Streams.Shop;

namespace Pipeline.Streams.Parsing;

/// <summary>What the data of each stream must hold. Lengths are generous: they keep a runaway text out, not a long name.</summary>
internal static class ShopSchemas
{
    private const int Key = 64;
    private const int Short = 200;
    private const int Long = 4000;
    private const long MaxAmount = 1_000_000_000_000;

    private static readonly string[] Genders = ["M", "F"];

    public static readonly DataSchema<UserBatch> User = new(
        Fields.Text<UserBatch>("user_id", 1, Key, static (b, i, v) => b.UserId[i] = v),
        Fields.Text<UserBatch>("name", 1, Short, static (b, i, v) => b.Name[i] = v),
        Fields.Code<UserBatch>("gender", Genders, static (b, i, v) => b.Gender[i] = v),
        Fields.Number<UserBatch>("age", 0, 150, static (b, i, v) => b.Age[i] = (int)v),
        Fields.Number<UserBatch>("birth_year", 1850, 2200, static (b, i, v) => b.BirthYear[i] = (int)v),
        Fields.Text<UserBatch>("address", 0, Long, static (b, i, v) => b.Address[i] = v),
        Fields.Text<UserBatch>("address_district", 0, Short, static (b, i, v) => b.AddressDistrict[i] = v, recurs: true),
        Fields.Text<UserBatch>("email", 1, Short, static (b, i, v) => b.Email[i] = v),
        Fields.Text<UserBatch>("grade", 1, Short, static (b, i, v) => b.Grade[i] = v, recurs: true),
        Fields.Instant<UserBatch>("created_at", static (b, i, v) => b.CreatedAt[i] = v));

    public static readonly DataSchema<ProductBatch> Product = new(
        Fields.Text<ProductBatch>("product_id", 1, Key, static (b, i, v) => b.ProductId[i] = v),
        Fields.Text<ProductBatch>("name", 1, Short, static (b, i, v) => b.Name[i] = v),
        Fields.Text<ProductBatch>("category", 1, Short, static (b, i, v) => b.Category[i] = v, recurs: true),
        Fields.Text<ProductBatch>("brand", 0, Short, static (b, i, v) => b.Brand[i] = v, recurs: true),
        Fields.Number<ProductBatch>("price", 0, int.MaxValue, static (b, i, v) => b.Price[i] = (int)v),
        Fields.Number<ProductBatch>("org_price", 0, int.MaxValue, static (b, i, v) => b.OrgPrice[i] = (int)v),
        Fields.Number<ProductBatch>("discount_rate", 0, 100, static (b, i, v) => b.DiscountRate[i] = (int)v),
        Fields.Text<ProductBatch>("description", 0, Long, static (b, i, v) => b.Description[i] = v),
        Fields.Number<ProductBatch>("stock", 0, int.MaxValue, static (b, i, v) => b.Stock[i] = (int)v),
        Fields.Instant<ProductBatch>("created_at", static (b, i, v) => b.CreatedAt[i] = v));

    public static readonly DataSchema<OrderBatch> Order = new(
        Fields.Id<OrderBatch>("order_id", static (b, i, v) => b.OrderId[i] = v),
        Fields.Instant<OrderBatch>("created_at", static (b, i, v) => b.CreatedAt[i] = v),
        Fields.Text<OrderBatch>("user_id", 1, Key, static (b, i, v) => b.UserId[i] = v),
        Fields.Text<OrderBatch>("product_id", 1, Key, static (b, i, v) => b.ProductId[i] = v),
        Fields.Number<OrderBatch>("quantity", 1, 10_000, static (b, i, v) => b.Quantity[i] = (int)v),
        Fields.Number<OrderBatch>("total_amount", 0, MaxAmount, static (b, i, v) => b.TotalAmount[i] = v),
        Fields.Number<OrderBatch>("shipping_cost", 0, int.MaxValue, static (b, i, v) => b.ShippingCost[i] = (int)v),
        Fields.Number<OrderBatch>("discount_amount", 0, int.MaxValue, static (b, i, v) => b.DiscountAmount[i] = (int)v),
        Fields.Text<OrderBatch>("payment_method", 1, Short, static (b, i, v) => b.PaymentMethod[i] = v, recurs: true),
        Fields.Code<OrderBatch>("status", [.. OrderStatus.All], static (b, i, v) => b.Status[i] = v),
        Fields.Text<OrderBatch>("category", 1, Short, static (b, i, v) => b.Category[i] = v, recurs: true),
        Fields.Text<OrderBatch>("user_region", 1, Short, static (b, i, v) => b.UserRegion[i] = v, recurs: true),
        Fields.Code<OrderBatch>("user_gender", Genders, static (b, i, v) => b.UserGender[i] = v),
        Fields.Text<OrderBatch>("user_age_group", 1, Short, static (b, i, v) => b.UserAgeGroup[i] = v, recurs: true));
}
