using Pipeline.Events.Shop;

namespace Pipeline.Postgres.Verification;

/// <summary>What one snapshot of the database holds of a stream.</summary>
/// <param name="Stream">The stream.</param>
/// <param name="Rows">Rows of its table.</param>
/// <param name="Missing">Rows whose last event is neither in the ledger nor waiting in the outbox.</param>
/// <param name="Phantom">Events in the ledger that the rows' versions cannot account for.</param>
public sealed record StreamCounts(ShopTopic Stream, long Rows, long Missing, long Phantom);
