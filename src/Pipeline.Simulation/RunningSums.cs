namespace Pipeline.Simulation;

/// <summary>Weights kept as running sums: a binary search turns a point on the total into the item it falls on.</summary>
internal static class RunningSums
{
    /// <summary>Index of the first sum above <paramref name="point"/>; the last one where rounding went past the end.</summary>
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
