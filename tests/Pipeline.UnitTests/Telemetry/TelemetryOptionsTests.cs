using OpenTelemetry.Trace;
using Pipeline.Hosting.Health;
using Pipeline.Hosting.Options;
using Environment = Pipeline.UnitTests.Hosting.Environment;

namespace Pipeline.UnitTests.Telemetry;

public sealed class TelemetryOptionsTests
{
    [Fact]
    public void Nothing_is_sent_unless_somebody_says_where()
    {
        var options = new Environment().Read().Telemetry;
        Assert.Null(options.Endpoint);
        Assert.Equal(AppDomain.CurrentDomain.FriendlyName, options.ServiceName);
        Assert.Contains("0.010000", Described(options), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_set_counts()
    {
        var options = new Environment(
            ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4317"), ("OTEL_SERVICE_NAME", "shop"), ("OTEL_TRACES_SAMPLER_ARG", "0.5")).Read().Telemetry;
        Assert.Equal((new Uri("http://collector:4317"), "shop"), (options.Endpoint, options.ServiceName));
        Assert.Contains("0.500000", Described(options), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("always_on", typeof(AlwaysOnSampler))]
    [InlineData("always_off", typeof(AlwaysOffSampler))]
    public void The_samplers_have_OpenTelemetrys_names(string name, Type sampler) =>
        Assert.IsType(sampler, new Environment(("OTEL_TRACES_SAMPLER", name)).Read().Telemetry.Sampler);

    [Fact]
    public void What_cannot_be_used_is_named_with_the_rest() => Assert.Equal(
        [
            "OTEL_TRACES_SAMPLER_ARG=2 is not a share from 0 to 1.",
            "OTEL_EXPORTER_OTLP_ENDPOINT=collector is not an address such as http://localhost:4317.",
            "OTEL_TRACES_SAMPLER=sometimes is not one of always_on, always_off, traceidratio, parentbased_always_on, parentbased_always_off, parentbased_traceidratio.",
            "LOG_FORMAT=xml is not one of json, text.",
        ],
        new Environment(
            ("OTEL_EXPORTER_OTLP_ENDPOINT", "collector"), ("OTEL_TRACES_SAMPLER", "sometimes"), ("OTEL_TRACES_SAMPLER_ARG", "2"), ("LOG_FORMAT", "xml")).Faults());

    [Theory]
    [InlineData(null, null, LogFormat.Text)]
    [InlineData("true", null, LogFormat.Json)]
    [InlineData("true", "text", LogFormat.Text)]
    [InlineData(null, "JSON", LogFormat.Json)]
    public void Logs_are_JSON_in_containers_unless_somebody_wants_them_otherwise(string? inContainer, string? set, LogFormat expected) =>
        Assert.Equal(expected, new Environment(("DOTNET_RUNNING_IN_CONTAINER", inContainer ?? ""), ("LOG_FORMAT", set ?? "")).Read().Telemetry.LogFormat);

    /// <summary>Samplers say by their description what they are made of; ours by the one that decides where it does not.</summary>
    private static string Described(TelemetryOptions options) => options.Sampler.Description;
}
