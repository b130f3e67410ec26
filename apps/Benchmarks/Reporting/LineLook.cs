namespace Benchmarks.Reporting;

/// <summary>Colour and dashes of a line: either alone tells it from its neighbours, in grey print and to the colour-blind too.</summary>
/// <param name="Color">As HTML writes it.</param>
/// <param name="Dashes">As SVG's stroke-dasharray has them: pixels drawn and left out, in turn.</param>
internal sealed record LineLook(string Color, string Dashes)
{
    /// <summary>Pixels.</summary>
    public const int Width = 2;

    /// <summary>Of text and axes.</summary>
    public const string Ink = "#1f2328";

    /// <summary>Of bars.</summary>
    public const string Bar = "#0072b2";

    // Okabe and Ito, "Color Universal Design" (2008), without the yellow, which is too faint on white, and black, which is the ink; then Tol's
    // "muted" (2021). No two are the same, because a picture finds a line by its colour.
    private static readonly string[] Colors =
        ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#882255", "#332288", "#999933", "#117733", "#aa4499", "#44aa99"];

    private static readonly string[] Patterns = ["none", "8 4", "2 3", "10 3 2 3"];

    /// <summary>Of the n-th line, from 0. It repeats after 12: more lines than that, nobody reads.</summary>
    public static LineLook At(int index) => new(Colors[index % Colors.Length], Patterns[index % Patterns.Length]);
}
