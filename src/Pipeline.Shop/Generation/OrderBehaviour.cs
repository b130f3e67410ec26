using Pipeline.Shop.Records;

namespace Pipeline.Shop.Generation;

/// <summary>
/// Generates orders. Draws a user by loyalty, then a product by popularity and by the user's taste (<see cref="Taste"/>). The terms
/// are in <see cref="OrderTerms"/>.
/// Not thread-safe: use one instance per thread, each with its own fork. Loyalty and popularity do not depend on the seed, so all
/// instances agree on them.
/// </summary>
/// <param name="random">Used for every order.</param>
public sealed class OrderBehaviour(SeededRandom random)
{
    /// <summary>The best-selling 20 % of 20,000 products get about 75 % of the orders, the best-seller 2 % (assumed).</summary>
    private const double ProductSteepness = 0.85;

    /// <summary>The most loyal 20 % of the users place about 45 % of the orders (assumed).</summary>
    private const double UserSteepness = 0.5;

    /// <summary>Draws per order before a product is taken regardless of taste. Bounds the cost of an order.</summary>
    private const int MaxDraws = 4;

    private readonly Popularity<UserProfile> _profiles = new(UserSteepness, static profile => profile.UserId);
    private readonly Popularity<ProductOffer> _offers = new(ProductSteepness, static offer => offer.ProductId);

    /// <summary>A new order, state <c>created</c>.</summary>
    /// <param name="profiles">
    /// The users who can order; not empty. Pass the same list every time; it can grow at its end between calls. Another list, or
    /// one with replaced items, is indexed again in full.
    /// </param>
    /// <param name="offers">The products that can be ordered; as for <paramref name="profiles"/>.</param>
    /// <param name="utcNow">Order time, UTC, truncated to microseconds. The order_id starts with its milliseconds.</param>
    /// <exception cref="ArgumentException">A list is empty.</exception>
    public Order Create(IReadOnlyList<UserProfile> profiles, IReadOnlyList<ProductOffer> offers, DateTime utcNow)
    {
        var profile = _profiles.Draw(profiles, random);
        var offer = Choose(profile, offers);
        var quantity = OrderTerms.Quantity(random);
        var goods = (long)offer.Price * quantity;
        var discount = OrderTerms.Discount(random, goods);
        var shipping = OrderTerms.ShippingCost(goods);
        return new()
        {
            OrderId = random.NextUuidV7(utcNow),
            CreatedAt = Microseconds.Truncate(utcNow),
            UserId = profile.UserId,
            ProductId = offer.ProductId,
            Quantity = quantity,
            TotalAmount = goods - discount + shipping,
            ShippingCost = shipping,
            DiscountAmount = discount,
            PaymentMethod = OrderTerms.Payment(random),
            Status = OrderStatus.Created,
            Category = offer.Category,
            UserRegion = profile.Region,
            UserGender = profile.Gender,
            UserAgeGroup = AgeGroup(profile.Age),
        };
    }

    private ProductOffer Choose(UserProfile profile, IReadOnlyList<ProductOffer> offers)
    {
        var offer = _offers.Draw(offers, random);
        for (var draw = 1; draw < MaxDraws && !random.Chance(Taste.AcceptProbability(profile, offer.Category)); draw++)
            offer = _offers.Draw(offers, random);
        return offer;
    }

    private static string AgeGroup(int age) => age switch
    {
        < 20 => "10대",
        < 30 => "20대",
        < 40 => "30대",
        < 50 => "40대",
        < 60 => "50대",
        _ => "60대 이상",
    };
}
