using System.Runtime.InteropServices;

namespace Pipeline.Postgres.Verification;

/// <summary>What a row of the shop says about events.</summary>
/// <param name="Key">Natural key of a customer or product; null for an order.</param>
/// <param name="OrderId">Natural key of an order.</param>
/// <param name="EventId">Event that wrote the row last; null when there is none, or when it is older than the ledger reaches.</param>
/// <param name="Version">Version of that event.</param>
/// <param name="CountedVersion">For an order, the newest version that order_totals knows; else 0.</param>
/// <param name="Counted">Whether order_totals counts the order.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct RowState(string? Key, Guid OrderId, Guid? EventId, int Version, int CountedVersion, bool Counted);
