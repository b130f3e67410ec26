namespace Pipeline.Shop.Generation;

/// <summary>Quantity, payment method, shipping cost and discount of an order. The shares are assumed; edit them as needed.</summary>
internal static class OrderTerms
{
    private const int Shipping = 3_000;
    private const long FreeShippingFrom = 30_000;
    private const double CouponShare = 0.2;
    private const int MaxCoupon = 30_000;

    private static readonly Weighted<int> Quantities = new([(1, 70), (2, 17), (3, 7), (4, 3.5), (5, 2.5)]);

    private static readonly Weighted<string> Payments = new(
        [("card", 46), ("kakao_pay", 18), ("naver_pay", 17), ("toss_pay", 9), ("bank_transfer", 6), ("phone", 4)]);

    private static readonly Weighted<int> CouponRates = new([(5, 50), (10, 35), (15, 10), (20, 5)]);

    /// <summary>Quantity, 1–5, mostly 1.</summary>
    public static int Quantity(SeededRandom random) => random.Pick(Quantities);

    /// <summary>Payment method.</summary>
    public static string Payment(SeededRandom random) => random.Pick(Payments);

    /// <summary>Shipping cost, won; free from 30,000 won of goods before a coupon.</summary>
    public static int ShippingCost(long goods) => goods >= FreeShippingFrom ? 0 : Shipping;

    /// <summary>Coupon discount, won. One order in five has a coupon of 5–20 %, rounded down to 100 won, at most 30,000 won.</summary>
    public static int Discount(SeededRandom random, long goods)
    {
        if (!random.Chance(CouponShare))
            return 0;
        var off = goods * random.Pick(CouponRates) / 100 / 100 * 100;
        return (int)Math.Min(off, MaxCoupon);
    }
}
