namespace Benchmarks.Reporting;

/// <summary>Colour and dashes of a line. Each alone distinguishes neighbouring lines, for greyscale print and colour blindness.</summary>
/// <param name="Color">An HTML colour.</param>
/// <param name="Dashes">An SVG stroke-dasharray: pixels drawn and left out, in turn.</param>
internal sealed record SeriesStyle(string Color, string Dashes)
{
    /// <summary>Width of a line, pixels.</summary>
    public const int Width = 2;

    /// <summary>Colour of text and axes.</summary>
    public const string Ink = "#1f2328";

    /// <summary>Colour of bars.</summary>
    public const string Bar = "#0072b2";

    /// <summary>Style of a chart's limit. No series has its colour.</summary>
    public static readonly SeriesStyle Limit = new("#b30000", "4 3");

    // Okabe and Ito, "Color Universal Design" (2008), without yellow (too faint on white) and black (the ink); then Tol's "muted" (2021).
    // The colours are distinct, because the canvas finds a line by its colour.
    private static readonly string[] Colors =
    [
        "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9",
        "#882255", "#332288", "#999933", "#117733", "#aa4499", "#44aa99",
    ];

    private static readonly string[] Patterns = ["none", "8 4", "2 3", "10 3 2 3"];

    /// <summary>Style of the n-th series, from 0. Styles repeat after 12.</summary>
    public static SeriesStyle At(int index) => new(Colors[index % Colors.Length], Patterns[index % Patterns.Length]);
}
