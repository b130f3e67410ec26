namespace Pipeline.Dashboard.Charts;

/// <summary>Turns values into SVG paths. The newest point is at the right edge. An unknown value leaves a gap in the line.</summary>
internal static class ChartDrawing
{
    /// <summary>Width of the chart in SVG units.</summary>
    public const int Width = 600;

    /// <summary>Height of the chart in SVG units.</summary>
    public const int Height = 120;

    private const int PointsPerMinute = 12;

    /// <summary>Draws lines on a common scale that starts at 0. Values are oldest first; null where unknown.</summary>
    public static Chart Draw(IReadOnlyList<(string Key, double?[] Values)> lines)
    {
        var top = NiceTop(lines.SelectMany(static l => l.Values).Max() ?? 0);
        return new([.. lines.Select(l => new ChartLine(l.Key, Path(l.Values, top), l.Values.LastOrDefault(), Minutes(l.Values)))], top);
    }

    /// <summary>The smallest 1, 2 or 5 times a power of ten that is at least <paramref name="highest"/>; 1 for 0 and below.</summary>
    public static double NiceTop(double highest)
    {
        if (highest <= 0)
            return 1;
        var power = Math.Pow(10, Math.Floor(Math.Log10(highest)));
        return power * (highest / power) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 };
    }

    private static string Path(double?[] values, double top)
    {
        var path = new StringBuilder();
        var isDrawing = false;
        for (var i = 0; i < values.Length; i++)
        {
            if (values[i] is not { } value)
            {
                isDrawing = false;
                continue;
            }

            var x = Width - ((values.Length - 1 - i) * (double)Width / (ChartHistory.Points - 1));
            var y = Height - (Math.Min(value, top) / top * Height);
            path.Append(CultureInfo.InvariantCulture, $"{(isDrawing ? 'L' : 'M')}{x:0.#} {y:0.#}");
            // A point between two gaps has no neighbour to draw a line to, so a short stroke makes it visible.
            if (!isDrawing && (i + 1 == values.Length || values[i + 1] is null))
                path.Append("h0.1");
            isDrawing = true;
        }

        return path.ToString();
    }

    private static IReadOnlyList<double?> Minutes(double?[] values) =>
        [.. values.Reverse().Chunk(PointsPerMinute).Select(static minute => minute.Average()).Reverse()];
}
