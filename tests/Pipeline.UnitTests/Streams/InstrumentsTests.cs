using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using Pipeline.Operations.Metrics;
using Pipeline.Streams.Telemetry;

namespace Pipeline.UnitTests.Streams;

public sealed class InstrumentsTests
{
    [Fact]
    public void The_guide_prints_the_table_line_by_line()
    {
        var expected = MetricsPage.Lines().ToList();
        var guide = File.ReadLines(Path.Combine(Repository.Root, "GUIDE", "METRICS.md"))
            .SkipWhile(line => line != expected[0])
            .TakeWhile(static line => line.StartsWith('|'));
        Assert.Equal(expected, guide);
    }

    [Fact]
    public void Every_line_is_an_instrument_of_the_meter_and_every_instrument_a_line()
    {
        var instruments = Published().ToDictionary(static i => i.Name, StringComparer.Ordinal);
        Assert.Equal(
            Instruments.All.Select(static m => m.Name).Order(StringComparer.Ordinal), instruments.Keys.Order(StringComparer.Ordinal));
        Assert.All(Instruments.All, metric =>
        {
            var instrument = instruments[metric.Name];
            Assert.Equal((metric.Unit, metric.Meaning, metric.Kind), (instrument.Unit, instrument.Description, KindOf(instrument)));
        });
    }

    [Fact]
    public void Names_are_words_joined_by_dots_and_begin_with_pipeline_or_with_messaging() =>
        Assert.All(Instruments.All, static metric => Assert.Matches("^(pipeline|messaging)([._][a-z]+)+$", metric.Name));

    [Theory]
    [InlineData("a.b", MetricKind.Counter, "{event}", "a_b_total", "a_b_total")]
    [InlineData("a.b", MetricKind.Histogram, "s", "a_b_seconds", "a_b_seconds_count")]
    [InlineData("a.b", MetricKind.Gauge, "By", "a_b_bytes", "a_b_bytes")]
    [InlineData("a.b_c", MetricKind.Gauge, "{row}", "a_b_c", "a_b_c")]
    public void The_name_in_Prometheus_has_the_unit_and_the_kind(string name, MetricKind kind, string unit, string expected, string series)
    {
        var metric = new Metric(name, kind, unit, "", MetricSource.Consumer);
        Assert.Equal((expected, series), (metric.PrometheusName, metric.PrometheusSeries));
    }

    private static List<Instrument> Published()
    {
        RuntimeHelpers.RunClassConstructor(typeof(Instruments).TypeHandle);
        var published = new List<Instrument>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (instrument.Meter.Name == Instruments.MeterName)
                published.Add(instrument);
        };
        listener.Start();
        return published;
    }

    private static MetricKind KindOf(Instrument instrument) => instrument switch
    {
        Counter<long> or ObservableCounter<long> => MetricKind.Counter,
        Histogram<double> => MetricKind.Histogram,
        _ => MetricKind.Gauge,
    };
}
