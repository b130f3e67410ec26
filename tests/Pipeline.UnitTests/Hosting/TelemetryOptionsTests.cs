using Pipeline.Hosting.Settings;
using Pipeline.Hosting.Telemetry;
using Environment = Pipeline.UnitTests.Hosting.Environment;

namespace Pipeline.UnitTests.Hosting;

public sealed class TelemetryOptionsTests
{
    [Fact]
    public void Nothing_is_sent_unless_somebody_says_where()
    {
        var options = new Environment().Read().Telemetry;
        Assert.Null(options.Endpoint);
        Assert.Equal(AppDomain.CurrentDomain.FriendlyName, options.ServiceName);
        Assert.Equal((TraceSampling.ParentRatio, 0.01), (options.Sampling, options.Ratio));
    }

    [Fact]
    public void What_is_set_counts()
    {
        var options = new Environment(
            ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4317"), ("OTEL_SERVICE_NAME", "shop"),
            ("OTEL_TRACES_SAMPLER_ARG", "0.5")).Read().Telemetry;
        Assert.Equal((new Uri("http://collector:4317"), "shop"), (options.Endpoint, options.ServiceName));
        Assert.Equal(0.5, options.Ratio);
    }

    [Theory]
    [InlineData("always_on", "AlwaysOnSampler")]
    [InlineData("always_off", "AlwaysOffSampler")]
    [InlineData("traceidratio", "LinkedSampler{TraceIdRatioBasedSampler{0.010000}}")]
    [InlineData("parentbased_always_on", "ParentBased{AlwaysOnSampler}")]
    [InlineData("parentbased_always_off", "LinkedSampler{ParentBased{AlwaysOffSampler}}")]
    [InlineData("parentbased_traceidratio", "LinkedSampler{ParentBased{TraceIdRatioBasedSampler{0.010000}}}")]
    public void The_samplers_have_OpenTelemetrys_names(string name, string sampler) =>
        Assert.Equal(sampler, LinkedSampler.Of(new Environment(("OTEL_TRACES_SAMPLER", name)).Read().Telemetry).Description);

    [Fact]
    public void What_cannot_be_used_is_named_with_the_rest() => Assert.Equal(
        [
            "OTEL_EXPORTER_OTLP_PROTOCOL=x is not one of grpc, http/protobuf.",
            "OTEL_EXPORTER_OTLP_ENDPOINT=collector is not an address such as http://localhost:4317.",
            "OTEL_TRACES_SAMPLER=sometimes is not one of always_on, always_off, traceidratio, parentbased_always_on, "
                + "parentbased_always_off, parentbased_traceidratio.",
            "OTEL_TRACES_SAMPLER_ARG=2 is not a share from 0 to 1.",
            "LOG_FORMAT=xml is not one of json, text.",
        ],
        new Environment(
            ("OTEL_EXPORTER_OTLP_ENDPOINT", "collector"), ("OTEL_TRACES_SAMPLER", "sometimes"), ("OTEL_TRACES_SAMPLER_ARG", "2"),
            ("LOG_FORMAT", "xml"), ("OTEL_EXPORTER_OTLP_PROTOCOL", "x")).Faults());

    [Theory]
    [InlineData(null, null, LogFormat.Text)]
    [InlineData("true", null, LogFormat.Json)]
    [InlineData("true", "text", LogFormat.Text)]
    [InlineData(null, "JSON", LogFormat.Json)]
    public void Logs_are_JSON_in_containers_unless_somebody_wants_them_otherwise(string? inContainer, string? set, LogFormat expected) =>
        Assert.Equal(
            expected, new Environment(
                ("DOTNET_RUNNING_IN_CONTAINER", inContainer ?? ""), ("LOG_FORMAT", set ?? "")).Read().Telemetry.LogFormat);
}
