using System.Runtime.InteropServices;
using Pipeline.Streams.Batches;
using Pipeline.Simulation;

namespace Pipeline.Hosting.Verification;

/// <summary>
/// 64 bits in the place of an id or a natural key. Two of ten million keys share one with a probability of 3 in a million
/// (n²/2⁶⁵); event ids are compared whole.
/// </summary>
internal static class KeyHash
{
    public static ulong Of(Guid id)
    {
        var halves = MemoryMarshal.Cast<Guid, ulong>(new ReadOnlySpan<Guid>(in id));
        return KeyHash.Mix(halves[0] ^ KeyHash.Mix(halves[1]));
    }

    public static ulong Of(string key) => KeyHash.Of(key);

    /// <summary>Of the natural key of the first row.</summary>
    public static ulong Of(EventBatch batch) => batch switch
    {
        OrderBatch orders => Of(orders.OrderId[0]),
        UserBatch users => Of(users.UserId[0]),
        ProductBatch products => Of(products.ProductId[0]),
        _ => throw new ArgumentOutOfRangeException(nameof(batch), batch.Topic, "Not a stream of the shop."),
    };
}
