using Pipeline.Shop.Generation;

namespace Pipeline.Shop.Live;

/// <summary>The users and products of live traffic, read once at its start.</summary>
/// <param name="Profiles">Users of this shard, who can order and be updated; not empty.</param>
/// <param name="Offers">Products of all shards, which can be ordered.</param>
/// <param name="OwnOffers">Products of this shard, which can be updated; not empty.</param>
public sealed record Population(
    IReadOnlyList<UserProfile> Profiles, IReadOnlyList<ProductOffer> Offers, IReadOnlyList<ProductOffer> OwnOffers);
