namespace Pipeline.Ads.Statistics;

/// <summary>
/// Estimates the number of distinct values from their hashes, in 16 KiB. Registers: Flajolet, Fusy, Gandouet, Meunier, "HyperLogLog"
/// (2007). Estimator: Ertl, "New cardinality estimation algorithms for HyperLogLog sketches" (2017), algorithm 6, which needs no tables
/// for small and large numbers.
/// </summary>
internal sealed class HyperLogLog
{
    private const int IndexBits = 14;
    private const int Registers = 1 << IndexBits;
    private const int MaxRank = 64 - IndexBits + 1;

    private readonly byte[] _registers = new byte[Registers];

    /// <summary>Standard error of the estimate, as a share of it: 1.04 / √16384.</summary>
    public static double StandardError { get; } = 1.04 / Math.Sqrt(Registers);

    /// <summary>Adds a value.</summary>
    public void Add(ulong hash)
    {
        // The bit that is set ends the count of zeros for a hash whose other bits are zero.
        var rank = (byte)(BitOperations.LeadingZeroCount((hash << IndexBits) | (1UL << (IndexBits - 1))) + 1);
        ref var register = ref _registers[hash >> (64 - IndexBits)];
        register = Math.Max(register, rank);
    }

    /// <summary>Estimated number of distinct values.</summary>
    public long Estimate()
    {
        var counts = new int[MaxRank + 1];
        foreach (var rank in _registers)
            counts[rank]++;
        var sum = Registers * Tau(1 - ((double)counts[MaxRank] / Registers));
        for (var rank = MaxRank - 1; rank >= 1; rank--)
            sum = 0.5 * (sum + counts[rank]);
        sum += Registers * Sigma((double)counts[0] / Registers);
        return (long)Math.Round(Registers / (2 * Math.Log(2)) * Registers / sum);
    }

    private static double Sigma(double x)
    {
        if (x >= 1)
            return double.PositiveInfinity;
        var (y, sum, last) = (1.0, x, double.NaN);
        while (sum != last)
        {
            last = sum;
            x *= x;
            sum += x * y;
            y += y;
        }

        return sum;
    }

    private static double Tau(double x)
    {
        if (x is <= 0 or >= 1)
            return 0;
        var (y, sum, last) = (1.0, 1 - x, double.NaN);
        while (sum != last)
        {
            last = sum;
            x = Math.Sqrt(x);
            y *= 0.5;
            sum -= (1 - x) * (1 - x) * y;
        }

        return sum / 3;
    }
}
