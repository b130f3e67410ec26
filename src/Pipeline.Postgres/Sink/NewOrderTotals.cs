using System.Runtime.InteropServices;
using Npgsql;
using NpgsqlTypes;
using Pipeline.Streams.Batches;
using Pipeline.Streams.Delivery;
using Pipeline.Streams.Shop;

namespace Pipeline.Postgres.Sink;

/// <summary>
/// What a run of new orders adds to order_totals, summed here: the server is spared sorting and grouping the rows. In any order:
/// the key begins with the partition, whose progress the transaction has locked, so nobody else locks these rows meanwhile.
/// </summary>
internal sealed class NewOrderTotals
{
    private readonly DateOnly[] _day;
    private readonly string[] _category;
    private readonly string[] _region;
    private readonly long[] _orders;
    private readonly long[] _quantity;
    private readonly long[] _revenue;

    private NewOrderTotals(int count)
    {
        (_day, _category, _region) = (new DateOnly[count], new string[count], new string[count]);
        (_orders, _quantity, _revenue) = (new long[count], new long[count], new long[count]);
    }

    /// <summary>Sums the run. Cancelled orders do not count.</summary>
    public static NewOrderTotals Of(in BatchSlice slice)
    {
        var batch = (OrderBatch)slice.Batch;
        var sums = new Dictionary<(DateOnly, string, string), (long Orders, long Quantity, long Revenue)>();
        for (var i = slice.Start; i < slice.Start + slice.Count; i++)
        {
            if (batch.Status[i] == OrderStatus.Cancelled)
                continue;
            ref var sum = ref CollectionsMarshal.GetValueRefOrAddDefault(
                sums, (DateOnly.FromDateTime(batch.CreatedAt[i]), batch.Category[i], batch.UserRegion[i]), out _);
            sum = (sum.Orders + 1, sum.Quantity + batch.Quantity[i], sum.Revenue + batch.TotalAmount[i]);
        }

        var totals = new NewOrderTotals(sums.Count);
        var row = 0;
        foreach (var ((day, category, region), sum) in sums)
        {
            (totals._day[row], totals._category[row], totals._region[row]) = (day, category, region);
            (totals._orders[row], totals._quantity[row], totals._revenue[row]) = sum;
            row++;
        }

        return totals;
    }

    /// <summary>Adds the six arrays in the order of the table's columns.</summary>
    public void AddTo(NpgsqlParameterCollection parameters)
    {
        parameters.Add(Array(_day, NpgsqlDbType.Date));
        parameters.Add(Array(_category, NpgsqlDbType.Text));
        parameters.Add(Array(_region, NpgsqlDbType.Text));
        parameters.Add(Array(_orders, NpgsqlDbType.Bigint));
        parameters.Add(Array(_quantity, NpgsqlDbType.Bigint));
        parameters.Add(Array(_revenue, NpgsqlDbType.Bigint));
    }

    private static NpgsqlParameter<T[]> Array<T>(T[] values, NpgsqlDbType type) => new() { NpgsqlDbType = NpgsqlDbType.Array | type, TypedValue = values };
}
