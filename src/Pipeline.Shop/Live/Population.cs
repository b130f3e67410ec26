using Pipeline.Shop.Generation;

namespace Pipeline.Shop.Live;

/// <summary>Who takes part in the live traffic, as it was when it began.</summary>
/// <param name="Profiles">Who may buy and be changed here: those of this shard, not empty.</param>
/// <param name="Offers">What there is to buy, whoever's it is.</param>
/// <param name="OwnOffers">What may be changed here: those of this shard, not empty.</param>
public sealed record Population(IReadOnlyList<UserProfile> Profiles, IReadOnlyList<ProductOffer> Offers, IReadOnlyList<ProductOffer> OwnOffers);
