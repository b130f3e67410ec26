namespace Benchmarks.Reporting;

/// <summary>
/// A chart while it is drawn. ScottPlot draws everything except text: it would lay text out with the first font of this machine and drop
/// characters without a glyph, which are all of them when no font is installed. The canvas adds text as SVG text instead, in the
/// sans-serif font of the reader's system.
/// </summary>
internal sealed class SvgCanvas
{
    /// <summary>Pixels. On a phone the chart shrinks by a fifth and stays readable; a screen shows two side by side.</summary>
    public const int Width = 440;

    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    private readonly int _height;
    private readonly List<XElement> _overlay = [];
    private readonly Dictionary<string, string> _dashes = new(StringComparer.OrdinalIgnoreCase);

    /// <param name="height">Total height, pixels.</param>
    /// <param name="padding">Space for text around the plot, pixels.</param>
    public SvgCanvas(int height, PixelPadding padding)
    {
        _height = height;
        Padding = padding;
        Plot.Layout.Fixed(padding);
        Plot.Axes.Right.FrameLineStyle.Width = 0;
        Plot.Axes.Top.FrameLineStyle.Width = 0;
    }

    public Plot Plot { get; } = new();

    public PixelPadding Padding { get; }

    /// <summary>Pixels from the left edge to the position of a value.</summary>
    public double X(AxisScale scale, double value) =>
        Padding.Left + Share(scale, value) * (Width - Padding.Left - Padding.Right);

    /// <summary>Pixels from the top edge to the position of a value.</summary>
    public double Y(AxisScale scale, double value) =>
        _height - Padding.Bottom - Share(scale, value) * (_height - Padding.Top - Padding.Bottom);

    /// <summary>Adds a line of text with its baseline at y and its anchor (start, middle or end) at x.</summary>
    public void Text(double x, double y, string text, string anchor = "start") =>
        _overlay.Add(new(Svg + "text", Attribute("x", x), Attribute("y", y), new XAttribute("text-anchor", anchor), text));

    /// <summary>Adds a line sample of a legend.</summary>
    public void Stroke(double x, double y, double length, SeriesStyle style) =>
        _overlay.Add(new(
            Svg + "line", Attribute("x1", x), Attribute("y1", y), Attribute("x2", x + length), Attribute("y2", y),
            new XAttribute("stroke", style.Color), new XAttribute("stroke-width", SeriesStyle.Width),
            new XAttribute("stroke-dasharray", style.Dashes)));

    /// <summary>
    /// Sets the dashes of all lines of a colour. ScottPlot's patterns are not used: Skia writes each dash as a separate outline, or prints
    /// an error.
    /// </summary>
    public void Dash(SeriesStyle style) => _dashes[style.Color] = style.Dashes;

    /// <summary>The chart as an <c>svg</c> element.</summary>
    public string ToSvg(string description)
    {
        var svg = XElement.Parse(Plot.GetSvgXml(Width, _height));
        svg.Attribute(XNamespace.Xmlns + "xlink")?.Remove();
        svg.SetAttributeValue("viewBox", string.Create(CultureInfo.InvariantCulture, $"0 0 {Width} {_height}"));
        svg.SetAttributeValue("role", "img");
        svg.SetAttributeValue("aria-label", description);
        // Nothing is drawn outside the axes. Clipping would cut ticks in half, and its ids are the same in every chart of a page.
        svg.Descendants(Svg + "clipPath").Remove();
        svg.Descendants().Attributes("clip-path").Remove();
        foreach (var path in svg.Descendants(Svg + "path"))
        {
            var dashes = path.Attribute("stroke") is { } stroke ? _dashes.GetValueOrDefault(stroke.Value) : null;
            path.SetAttributeValue("stroke-dasharray", dashes);
        }

        // The white outline keeps text readable on grid lines.
        svg.Add(new XElement(
            Svg + "g", new XAttribute("font-family", "system-ui, sans-serif"), new XAttribute("font-size", SvgText.Size),
            new XAttribute("fill", SeriesStyle.Ink), new XAttribute("stroke", "white"), new XAttribute("stroke-width", 3),
            new XAttribute("paint-order", "stroke"), _overlay));
        return svg.ToString(SaveOptions.DisableFormatting);
    }

    private static double Share(AxisScale scale, double value) =>
        (scale.Position(value) - scale.Position(scale.From)) / (scale.Position(scale.To) - scale.Position(scale.From));

    private static XAttribute Attribute(string name, double pixels) =>
        new(name, Math.Round(pixels, 1).ToString(CultureInfo.InvariantCulture));
}
