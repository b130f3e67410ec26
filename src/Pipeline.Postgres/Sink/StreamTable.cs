using NpgsqlTypes;
using Pipeline.Streams.Batches;
using Pipeline.Streams.Shop;

namespace Pipeline.Postgres.Sink;

/// <summary>
/// A stream's table as the bulk paths see it: its columns in the order of the batch's arrays. The model says the same for
/// Entity Framework; a test holds the two together.
/// </summary>
internal sealed record StreamTable(string Name, string Key, IReadOnlyList<Column> Columns)
{
    private static readonly StreamTable Users = new("users", "user_id",
    [
        Text<UserBatch>("user_id", b => b.UserId),
        Text<UserBatch>("name", b => b.Name),
        Text<UserBatch>("gender", b => b.Gender),
        Int<UserBatch>("age", b => b.Age),
        Int<UserBatch>("birth_year", b => b.BirthYear),
        Text<UserBatch>("address", b => b.Address),
        Text<UserBatch>("address_district", b => b.AddressDistrict),
        Text<UserBatch>("email", b => b.Email),
        Text<UserBatch>("grade", b => b.Grade),
        Instant<UserBatch>("created_at", b => b.CreatedAt),
        .. EventColumns<UserBatch>(),
    ]);

    private static readonly StreamTable Products = new("products", "product_id",
    [
        Text<ProductBatch>("product_id", b => b.ProductId),
        Text<ProductBatch>("name", b => b.Name),
        Text<ProductBatch>("category", b => b.Category),
        Text<ProductBatch>("brand", b => b.Brand),
        Int<ProductBatch>("price", b => b.Price),
        Int<ProductBatch>("org_price", b => b.OrgPrice),
        Int<ProductBatch>("discount_rate", b => b.DiscountRate),
        Text<ProductBatch>("description", b => b.Description),
        Int<ProductBatch>("stock", b => b.Stock),
        Instant<ProductBatch>("created_at", b => b.CreatedAt),
        .. EventColumns<ProductBatch>(),
    ]);

    private static readonly StreamTable Orders = new("orders", "order_id",
    [
        Uuid<OrderBatch>("order_id", b => b.OrderId),
        Instant<OrderBatch>("created_at", b => b.CreatedAt),
        Text<OrderBatch>("user_id", b => b.UserId),
        Text<OrderBatch>("product_id", b => b.ProductId),
        Int<OrderBatch>("quantity", b => b.Quantity),
        new Column<OrderBatch, long>("total_amount", "bigint", NpgsqlDbType.Bigint, b => b.TotalAmount),
        Int<OrderBatch>("shipping_cost", b => b.ShippingCost),
        Int<OrderBatch>("discount_amount", b => b.DiscountAmount),
        Text<OrderBatch>("payment_method", b => b.PaymentMethod),
        Text<OrderBatch>("status", b => b.Status),
        Text<OrderBatch>("category", b => b.Category),
        Text<OrderBatch>("user_region", b => b.UserRegion),
        Text<OrderBatch>("user_gender", b => b.UserGender),
        Text<OrderBatch>("user_age_group", b => b.UserAgeGroup),
        .. EventColumns<OrderBatch>(),
    ]);

    /// <summary>The columns as a list for SQL.</summary>
    public string ColumnList { get; } = string.Join(", ", Columns.Select(c => c.Name));

    /// <summary>Where the column is among the table's.</summary>
    public int IndexOf(string column) => Columns.TakeWhile(c => c.Name != column).Count();

    /// <summary>The table of a stream.</summary>
    public static StreamTable Of(ShopTopic topic) => topic switch
    {
        ShopTopic.Users => Users,
        ShopTopic.Products => Products,
        ShopTopic.Orders => Orders,
        _ => throw new ArgumentOutOfRangeException(nameof(topic), topic, "Not a stream of the shop."),
    };

    /// <summary><c>unnest($first::text[], …)</c> over the columns, taking parameters from <paramref name="first"/> on.</summary>
    public string Unnest(int first) =>
        $"unnest({string.Join(", ", Columns.Select((c, i) => $"${first + i}::{c.SqlType}[]"))})";

    private static IEnumerable<Column> EventColumns<TBatch>()
        where TBatch : EventBatch =>
        [Uuid<TBatch>("event_id", b => b.EventId), Int<TBatch>("version", b => b.Version)];

    private static Column<TBatch, string> Text<TBatch>(string name, Func<TBatch, string[]> values)
        where TBatch : EventBatch => new(name, "text", NpgsqlDbType.Text, values);

    private static Column<TBatch, int> Int<TBatch>(string name, Func<TBatch, int[]> values)
        where TBatch : EventBatch => new(name, "integer", NpgsqlDbType.Integer, values);

    private static Column<TBatch, Guid> Uuid<TBatch>(string name, Func<TBatch, Guid[]> values)
        where TBatch : EventBatch => new(name, "uuid", NpgsqlDbType.Uuid, values);

    private static Column<TBatch, DateTime> Instant<TBatch>(string name, Func<TBatch, DateTime[]> values)
        where TBatch : EventBatch => new(name, "timestamptz", NpgsqlDbType.TimestampTz, values);
}
