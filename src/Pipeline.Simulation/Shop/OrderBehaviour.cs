using Pipeline.Streams.Envelopes;
using Pipeline.Streams.Shop;

namespace Pipeline.Simulation.Shop;

/// <summary>
/// Who buys what. A regular customer is drawn, then a popular product that is to the customer's taste; the terms of the order
/// are in <see cref="OrderTerms"/>, the tastes in <see cref="Taste"/>.
/// Not thread-safe: one instance a thread, each with a fork of its own. Which products and customers are in favour does not
/// depend on the seed, so all of them agree on it.
/// </summary>
/// <param name="random">Drawn from with every order.</param>
public sealed class OrderBehaviour(SeededRandom random)
{
    /// <summary>The best-selling 20 % of 20,000 products get roughly three quarters of the orders, the best-seller 2 % (assumed).</summary>
    private const double ProductSteepness = 0.85;

    /// <summary>The most loyal 20 % of the customers place roughly 45 % of the orders (assumed).</summary>
    private const double UserSteepness = 0.5;

    /// <summary>Products looked at before one is taken in spite of taste: keeps an order cheap where nothing fits.</summary>
    private const int Looks = 4;

    private readonly Popularity<UserProfile> _profiles = new(UserSteepness, static profile => profile.UserId);
    private readonly Popularity<ProductOffer> _offers = new(ProductSteepness, static offer => offer.ProductId);

    /// <summary>A new order, state <c>created</c>.</summary>
    /// <param name="profiles">
    /// Who may order; not empty. Pass the same list every time; it may grow at its end between calls. Another list, or one
    /// whose items were replaced, has to be read in full first (about 1 ms for 20,000 items).
    /// </param>
    /// <param name="offers">What may be ordered; as <paramref name="profiles"/>.</param>
    /// <param name="utcNow">When it is placed, UTC; cut to whole microseconds. Its milliseconds lead the order_id.</param>
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
        for (var look = 1; look < Looks && !random.Chance(Taste.Willingness(profile, offer.Category)); look++)
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
