namespace Pipeline.Simulation.Shop;

/// <summary>How many, how paid, what it costs to send, what is taken off. Shares are assumed; edit them freely.</summary>
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

    /// <summary>Pieces, 1–5, mostly 1.</summary>
    public static int Quantity(SeededRandom random) => random.Pick(Quantities);

    /// <summary>Means of payment.</summary>
    public static string Payment(SeededRandom random) => random.Pick(Payments);

    /// <summary>Shipping, won: free from 30,000 won of goods (before a coupon).</summary>
    public static int ShippingCost(long goods) => goods >= FreeShippingFrom ? 0 : Shipping;

    /// <summary>What a coupon takes off, won: one order in five has one of 5–20 %, in steps of 100 won, at most 30,000 won.</summary>
    public static int Discount(SeededRandom random, long goods)
    {
        if (!random.Chance(CouponShare))
            return 0;
        var off = goods * random.Pick(CouponRates) / 100 / 100 * 100;
        return (int)Math.Min(off, MaxCoupon);
    }
}
