using Pipeline.Simulation.Shop;

namespace Pipeline.Hosting.Realtime;

/// <summary>Who takes part in the live traffic, as it was when it began.</summary>
/// <param name="Customers">Who may buy and be changed here: those of this shard, not empty.</param>
/// <param name="Articles">What there is to buy, whoever's it is.</param>
/// <param name="OwnArticles">What may be changed here: those of this shard, not empty.</param>
public sealed record Population(IReadOnlyList<Customer> Customers, IReadOnlyList<Article> Articles, IReadOnlyList<Article> OwnArticles);
