namespace Pipeline.Postgres.Model;

/// <summary>
/// Orders of a day, category and region: a row of the table order_totals. Kept a partition, so that two consumers never wait
/// for each other's row.
/// </summary>
public sealed class OrderTotal
{
    /// <summary>Partition of the topic orders.</summary>
    public int Partition { get; init; }

    /// <summary>UTC date of the orders.</summary>
    public DateOnly Day { get; init; }

    /// <summary>Category.</summary>
    public required string Category { get; init; }

    /// <summary>Region of the customer.</summary>
    public required string Region { get; init; }

    /// <summary>Orders that count (not cancelled).</summary>
    public long Orders { get; init; }

    /// <summary>Pieces in them.</summary>
    public long Quantity { get; init; }

    /// <summary>What the customers pay, won.</summary>
    public long Revenue { get; init; }
}
