namespace Pipeline.Simulation;

/// <summary>Weights as running sums. A binary search maps a point on the total weight to an item.</summary>
internal static class RunningSums
{
    /// <summary>Index of the first sum above <paramref name="point"/>; the last index if rounding exceeds the total.</summary>
    public static int Find(ReadOnlySpan<double> sums, double point)
    {
        var low = 0;
        var high = sums.Length - 1;
        while (low < high)
        {
            var middle = (int)((uint)(low + high) >> 1);
            if (sums[middle] > point)
                high = middle;
            else
                low = middle + 1;
        }

        return low;
    }
}
