namespace Pipeline.Reporting;

/// <summary>Renders charts as inline SVG. The width of text is estimated, so no installed font is needed.</summary>
internal static class ChartSvg
{
    private const int Width = 640;
    private const int XyHeight = 340;
    private const int BarHeight = 18;
    private const int FontSize = 14;
    private const int LineHeight = 18;
    private const int TitleDistance = 10;

    /// <summary>Height of the horizontal axis with its labels and title.</summary>
    private const int AxisHeight = 72;

    /// <summary>Line length, in characters, at which subjects and names of series are wrapped.</summary>
    private const int LongestSubject = 26;
    private const int LongestName = 80;

    /// <summary>Series with more points are drawn as a curve without markers.</summary>
    private const int MostMarked = 30;

    // Okabe and Ito, "Color Universal Design" (2008), without yellow (too faint on white) and black (the ink).
    private static readonly OxyColor[] Colors = Array.ConvertAll(
        ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9"], OxyColor.Parse);

    // Colour and dashes each alone distinguish neighbouring lines, for greyscale print and colour blindness.
    private static readonly LineStyle[] Dashes = [LineStyle.Solid, LineStyle.Dash, LineStyle.Dot, LineStyle.DashDot];
    private static readonly OxyColor Ink = OxyColor.Parse("#1f2328");
    private static readonly OxyColor LimitColor = OxyColor.Parse("#b30000");

    /// <summary>An <c>svg</c> element with a description for screen readers. It loads nothing.</summary>
    public static string Render(ReportChart chart) => chart switch
    {
        BarChart bars => Svg(Model(bars), BarsHeight(bars), Description(bars)),
        XyChart xy => Svg(Model(xy), XyHeight + (xy.Series.Count + 1) * LineHeight, Description(xy)),
        _ => throw new ArgumentOutOfRangeException(nameof(chart), chart.GetType().Name, "This chart type has no renderer."),
    };

    /// <summary>Horizontal bars, the first at the top. The whisker spans the rounds; the number at its end is the median.</summary>
    private static PlotModel Model(BarChart chart)
    {
        var bars = new BarSeries { FillColor = Colors[0] };
        var whiskers = new ScatterErrorSeries { MarkerType = MarkerType.None, ErrorBarColor = Ink, ErrorBarStrokeThickness = 1.5 };
        var subjects = new CategoryAxis { Position = AxisPosition.Left, StartPosition = 1, EndPosition = 0, GapWidth = 0.8 };
        var model = NewModel(
            subjects, new LinearAxis { Position = AxisPosition.Bottom, Title = chart.Unit, MaximumPadding = 0.2, MinimumPadding = 0 });
        foreach (var ((subject, measurement), i) in chart.Bars.Select(static (bar, i) => (bar, i)))
        {
            subjects.Labels.Add(ReportFormat.Folded(subject, LongestSubject));
            var (min, max) = (measurement.Min, measurement.Max);
            var isDrawn = double.IsFinite(min) && double.IsFinite(max);
            bars.Items.Add(new(isDrawn ? measurement.Median : 0, i));
            if (isDrawn)
                whiskers.Points.Add(new(min + (max - min) / 2, i, max - min, errorY: 0));
            model.Annotations.Add(new PointAnnotation
            {
                X = isDrawn ? Math.Max(0, max) : 0,
                Y = i,
                Size = 0,
                Text = ReportFormat.Median(measurement),
                TextHorizontalAlignment = HorizontalAlignment.Left,
                TextVerticalAlignment = VerticalAlignment.Middle,
                TextMargin = 6,
            });
        }

        model.Series.Add(bars);
        model.Series.Add(whiskers);
        return model;
    }

    private static PlotModel Model(XyChart chart)
    {
        var points = chart.Series.Select(s => Points(s, chart)).ToList();
        var all = points.SelectMany(static p => p).ToList();
        Axis x = chart.OverPercentiles ? new PercentileAxis() : new LinearAxis();
        Axis y = chart.IsLogarithmic
            ? new LogarithmicAxis()
            : new LinearAxis { Minimum = all.Select(static p => p.Y).Append(0).Min() };
        (x.Position, x.Title, y.Title) = (AxisPosition.Bottom, chart.XLabel, chart.YLabel);
        (x.MinimumPadding, x.MaximumPadding) = (0, 0);
        var model = NewModel(x, y);
        model.Subtitle = all.Count == 0 ? "no data" : null;
        for (var i = 0; i < points.Count; i++)
            Add(model, chart.Series[i].Name, points[i], Colors[i % Colors.Length], Dashes[i % Dashes.Length]);
        if (chart.Limit is { } limit && all.Count > 0)
        {
            DataPoint[] ends = [new(all.Min(static p => p.X), limit.Value), new(all.Max(static p => p.X), limit.Value)];
            Add(model, limit.Name, ends, LimitColor, LineStyle.DashDashDot);
        }

        return model;
    }

    private static void Add(PlotModel model, string name, IReadOnlyList<DataPoint> points, OxyColor color, LineStyle dashes) =>
        model.Series.Add(new LineSeries
        {
            Title = ReportFormat.Folded(name, LongestName),
            ItemsSource = points,
            Color = color,
            LineStyle = dashes,
            MarkerType = points.Count <= MostMarked && dashes != LineStyle.DashDashDot ? MarkerType.Circle : MarkerType.None,
        });

    /// <summary>Leaves out points that are not finite or have no logarithm; their neighbours are joined.</summary>
    private static List<DataPoint> Points(XySeries series, XyChart chart) =>
    [
        .. series.X.Zip(series.Y)
            .Where(p => double.IsFinite(p.First) && double.IsFinite(p.Second) && (!chart.IsLogarithmic || p.Second > 0))
            .Select(p => new DataPoint(chart.OverPercentiles ? PercentileAxis.PositionOf(p.First) : p.First, p.Second)),
    ];

    private static PlotModel NewModel(params Axis[] axes)
    {
        var model = new PlotModel
        {
            DefaultFont = "system-ui, sans-serif",
            DefaultFontSize = FontSize,
            TextColor = Ink,
            PlotAreaBorderThickness = new(1, 0, 0, 1),
            PlotAreaBorderColor = Ink,
        };
        model.Legends.Add(new Legend { LegendPlacement = LegendPlacement.Outside, LegendPosition = LegendPosition.TopLeft });
        foreach (var axis in axes)
        {
            axis.MajorGridlineStyle = axis is CategoryAxis ? LineStyle.None : LineStyle.Solid;
            axis.MajorGridlineColor = OxyColors.LightGray;
            axis.TickStyle = TickStyle.None;
            axis.AxisTitleDistance = TitleDistance;
            axis.LabelFormatter ??= axis is CategoryAxis ? null : ReportFormat.TickLabel;
            model.Axes.Add(axis);
        }

        return model;
    }

    private static int BarsHeight(BarChart chart)
    {
        var lines = chart.Bars.Select(static b => ReportFormat.Folded(b.Subject, LongestSubject).Count('\n') + 1).DefaultIfEmpty(1).Max();
        return AxisHeight + chart.Bars.Count * (BarHeight + lines * LineHeight);
    }

    private static string Svg(PlotModel model, int height, string description)
    {
        var exporter = new SvgExporter { Width = Width, Height = height, IsDocument = false, TextMeasurer = new WideText() };
        var svg = XElement.Parse(exporter.ExportToString(model));
        // Without width and height, the chart takes the width of its figure. The ids of clips would repeat in other charts of the page.
        svg.Attributes().Where(static a => a.Name.LocalName is "width" or "height" or "xlink").Remove();
        svg.Descendants().Attributes("clip-path").Remove();
        svg.Elements().Where(static e => e.Name.LocalName == "defs").Remove();
        svg.SetAttributeValue("viewBox", $"0 0 {Width} {height}");
        svg.SetAttributeValue("role", "img");
        svg.SetAttributeValue("aria-label", description);
        return svg.ToString(SaveOptions.DisableFormatting);
    }

    private static string Description(BarChart chart)
    {
        var bars = chart.Bars.Select(static b => $"{b.Subject} {ReportFormat.Median(b.Measurement)}");
        return $"{chart.Title}. Bars{In(chart.Unit)}: {string.Join("; ", bars)}.";
    }

    private static string Description(XyChart chart)
    {
        var names = chart.Series.Select(static s => s.Name);
        if (chart.Limit is { } limit)
            names = names.Append(limit.Name);
        return $"{chart.Title}. Lines of {chart.YLabel} over {chart.XLabel}: {string.Join("; ", names)}.";
    }

    private static string In(string unit) => unit.Length == 0 ? "" : $" in {unit}";

    /// <summary>OxyPlot measures text in Helvetica. Fonts of other systems are up to 50 % wider.</summary>
    private sealed class WideText() : PdfRenderContext(Width, XyHeight, OxyColors.White)
    {
        public override OxySize MeasureText(string text, string fontFamily, double fontSize, double fontWeight) =>
            base.MeasureText(text, fontFamily, fontSize * 1.5, fontWeight);
    }
}
