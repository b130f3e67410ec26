using System.Numerics;

namespace Pipeline.Operations.Status;

/// <summary>
/// Durations counted in buckets, eight for each doubling from a microsecond on: a quantile read from them is at most 12.5 % above the
/// true one, whatever the spread, and counts of several processes can be added up, which quantiles cannot.
/// </summary>
public static class LatencyBuckets
{
    private const int BitsWithin = 3;
    private const int Within = 1 << BitsWithin;
    private const double MicrosecondsPerSecond = 1e6;

    /// <summary>Number of buckets; the last takes everything from about an hour and a quarter on.</summary>
    public const int Count = 30 * Within;

    /// <summary>The bucket of a duration.</summary>
    /// <param name="seconds">Seconds; what is below 0 (clocks of two machines) counts as 0.</param>
    public static int IndexOf(double seconds)
    {
        var microseconds = (ulong)Math.Clamp(seconds * MicrosecondsPerSecond, 0, long.MaxValue / 2);
        if (microseconds < Within)
            return (int)microseconds;
        var shift = BitOperations.Log2(microseconds) - BitsWithin;
        return Math.Min(Count - 1, (int)(((ulong)(shift + 1) << BitsWithin) + ((microseconds >> shift) - Within)));
    }

    /// <summary>Upper end of a bucket, seconds.</summary>
    public static double UpperSeconds(int index)
    {
        var (shift, within) = (Math.Max(0, (index >> BitsWithin) - 1), index < Within ? index : Within + (index & (Within - 1)));
        return Math.ScaleB(within + 1, shift) / MicrosecondsPerSecond;
    }

    /// <summary>The duration that a share of all counted ones does not exceed, seconds; null when nothing was counted.</summary>
    /// <param name="counts">Counts by bucket.</param>
    /// <param name="share">The share, above 0 and up to 1.</param>
    public static double? Quantile(ReadOnlySpan<long> counts, double share)
    {
        var total = 0L;
        foreach (var count in counts)
            total += count;
        if (total == 0)
            return null;
        var wanted = Math.Max(1, (long)Math.Ceiling(total * share));
        for (var (index, seen) = (0, 0L); ; index++)
        {
            seen += counts[index];
            if (seen >= wanted)
                return UpperSeconds(index);
        }
    }
}
