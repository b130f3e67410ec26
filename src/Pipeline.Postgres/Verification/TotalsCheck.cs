namespace Pipeline.Postgres.Verification;

/// <summary>order_totals beside the sum over orders, in one snapshot.</summary>
/// <param name="TooMany">Orders counted more often than once, or not at all placed.</param>
/// <param name="TooFew">Orders that took effect and are not counted.</param>
/// <param name="WrongSums">Day, category and region whose number is right and whose quantity or revenue is not.</param>
public sealed record TotalsCheck(long TooMany, long TooFew, long WrongSums)
{
    /// <summary>Whether the sums are equal.</summary>
    public bool Holds => this is { TooMany: 0, TooFew: 0, WrongSums: 0 };
}
