using System.Globalization;
using System.Xml.Linq;
using ScottPlot;

namespace Benchmarks.Reporting;

/// <summary>
/// A chart while it is drawn. ScottPlot draws all but the letters: it would place each letter by a font of this machine, by the first it
/// finds, and drop those without a glyph, which is all of them where no font is installed. So the text is put over the drawing as SVG
/// text, in the sans-serif font of whoever reads the page.
/// </summary>
internal sealed class Picture
{
    /// <summary>Pixels. On a phone it shrinks by a fifth and stays readable; two fit beside each other on a screen.</summary>
    public const int Width = 440;

    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    private readonly int _height;
    private readonly List<XElement> _over = [];
    private readonly Dictionary<string, string> _dashes = new(StringComparer.OrdinalIgnoreCase);

    /// <param name="height">Of the whole, in pixels.</param>
    /// <param name="padding">Room for text around the area of the data.</param>
    public Picture(int height, PixelPadding padding)
    {
        _height = height;
        Padding = padding;
        Plot.Layout.Fixed(padding);
        Plot.Axes.Right.FrameLineStyle.Width = 0;
        Plot.Axes.Top.FrameLineStyle.Width = 0;
    }

    public Plot Plot { get; } = new();

    public PixelPadding Padding { get; }

    /// <summary>Pixels from the left edge of a value's place.</summary>
    public double X(AxisScale scale, double value) =>
        Padding.Left + Share(scale, value) * (Width - Padding.Left - Padding.Right);

    /// <summary>Pixels from the top edge of a value's place.</summary>
    public double Y(AxisScale scale, double value) =>
        _height - Padding.Bottom - Share(scale, value) * (_height - Padding.Top - Padding.Bottom);

    /// <summary>Puts a line of text whose letters stand on y, with its start, middle or end (the anchor) at x.</summary>
    public void Text(double x, double y, string text, string anchor = "start") =>
        _over.Add(new(Svg + "text", Attribute("x", x), Attribute("y", y), new XAttribute("text-anchor", anchor), text));

    /// <summary>Puts a short piece of a line, for a legend.</summary>
    public void Stroke(double x, double y, double length, LineLook look) =>
        _over.Add(new(
            Svg + "line", Attribute("x1", x), Attribute("y1", y), Attribute("x2", x + length), Attribute("y2", y),
            new XAttribute("stroke", look.Color), new XAttribute("stroke-width", LineLook.Width), new XAttribute("stroke-dasharray", look.Dashes)));

    /// <summary>
    /// Gives the lines of a colour their dashes. Not by ScottPlot's patterns: Skia writes each dash as an outline of its own, or complains on
    /// standard error that it cannot.
    /// </summary>
    public void Dash(LineLook look) => _dashes[look.Color] = look.Dashes;

    /// <summary>The whole as an element of a page.</summary>
    public string ToSvg(string description)
    {
        var svg = XElement.Parse(Plot.GetSvgXml(Width, _height));
        svg.Attribute(XNamespace.Xmlns + "xlink")?.Remove();
        svg.SetAttributeValue("viewBox", string.Create(CultureInfo.InvariantCulture, $"0 0 {Width} {_height}"));
        svg.SetAttributeValue("role", "img");
        svg.SetAttributeValue("aria-label", description);
        // Nothing is drawn outside the axes, so nothing needs clipping; it would halve the marks on an axis, and by ids that are the same in
        // every chart of a page.
        svg.Descendants(Svg + "clipPath").Remove();
        svg.Descendants().Attributes("clip-path").Remove();
        foreach (var path in svg.Descendants(Svg + "path"))
            path.SetAttributeValue("stroke-dasharray", path.Attribute("stroke") is { } stroke ? _dashes.GetValueOrDefault(stroke.Value) : null);
        // The white outline keeps letters readable across a line of the grid.
        svg.Add(new XElement(
            Svg + "g", new XAttribute("font-family", "system-ui, sans-serif"), new XAttribute("font-size", SvgText.Size), new XAttribute("fill", LineLook.Ink),
            new XAttribute("stroke", "white"), new XAttribute("stroke-width", 3), new XAttribute("paint-order", "stroke"), _over));
        return svg.ToString(SaveOptions.DisableFormatting);
    }

    private static double Share(AxisScale scale, double value) =>
        (scale.Position(value) - scale.Position(scale.From)) / (scale.Position(scale.To) - scale.Position(scale.From));

    private static XAttribute Attribute(string name, double pixels) => new(name, Math.Round(pixels, 1).ToString(CultureInfo.InvariantCulture));
}
