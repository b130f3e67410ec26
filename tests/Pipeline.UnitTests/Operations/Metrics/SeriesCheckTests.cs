using System.Net;
using System.Text.Json;
using Pipeline.Hosting.Settings;
using Pipeline.Operations.Metrics;
using Pipeline.Shop.Settings;
using Pipeline.Streams.Faults;
using Pipeline.Streams.Telemetry;

namespace Pipeline.UnitTests.Operations.Metrics;

public sealed class SeriesCheckTests
{
    private static readonly Uri Prometheus = new("http://prometheus:9090");

    [Fact]
    public async Task With_every_series_it_is_ok()
    {
        var report = await CheckAsync(Instruments.All);
        Assert.True(report.Ok);
        Assert.Equal([$"metrics: ok present={Instruments.All.Count} missing=0 not_yet=0"], report.Lines());
    }

    [Fact]
    public async Task What_comes_only_after_something_may_be_absent()
    {
        var report = await CheckAsync(Instruments.All.Where(static m => m.Once is null));
        Assert.True(report.Ok);
        Assert.Contains("not yet: pipeline_dead_letters_total (pipeline.dead_letters) comes after a dead letter", report.Lines());
    }

    [Fact]
    public async Task What_is_missing_is_named_and_the_check_fails()
    {
        var report = await CheckAsync(Instruments.All.Where(static m =>
            m.Name != Instruments.ConsumerLag.Name && m.Name != Instruments.EffectDuration.Name));
        Assert.False(report.Ok);
        Assert.Equal(
            [
                "missing: pipeline_effect_duration_seconds_count (pipeline.effect.duration), from the consumer",
                "missing: pipeline_consumer_lag (pipeline.consumer.lag), from the consumer",
                $"metrics: FAILED present={Instruments.All.Count - 2} missing=2 not_yet=0",
            ],
            report.Lines());
    }

    [Theory]
    [InlineData(HttpStatusCode.InternalServerError, "")]
    [InlineData(HttpStatusCode.OK, "<html>")]
    [InlineData(HttpStatusCode.OK, "{}")]
    public async Task A_Prometheus_that_does_not_answer_so_is_said_in_one_sentence(HttpStatusCode status, string body)
    {
        var refusal = await Assert.ThrowsAsync<StartupRefusedException>(() => CheckAsync(status, body));
        Assert.StartsWith("Prometheus at http://prometheus:9090/ does not answer", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("PROMETHEUS_URL", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_address_of_Prometheus_is_a_setting()
    {
        Assert.Equal(new Uri("http://localhost:9090"), Settings(null).Prometheus);
        Assert.Equal(Prometheus, Settings("http://prometheus:9090").Prometheus);
        var wrong = Settings("prometheus");
        _ = wrong.Prometheus;
        Assert.Equal(
            ["PROMETHEUS_URL=prometheus is not an address such as http://localhost:9090."],
            Assert.Throws<SettingsException>(wrong.Check).Faults);
    }

    private static PipelineSettings Settings(string? address) =>
        new(ShopSettings.Domain, name => name == "PROMETHEUS_URL" ? address : null);

    private static Task<SeriesReport> CheckAsync(IEnumerable<Metric> present) => CheckAsync(HttpStatusCode.OK, JsonSerializer.Serialize(new
    {
        status = "success",
        data = new
        {
            resultType = "vector",
            result = present.Select(static m => new { metric = new { __name__ = m.PrometheusSeries }, value = new object[] { 0, "1" } }),
        },
    }));

    private static async Task<SeriesReport> CheckAsync(HttpStatusCode status, string body)
    {
        using var http = new HttpClient(new Answer(status, body));
        return await new SeriesCheck(http, Prometheus).RunAsync(TestContext.Current.CancellationToken);
    }

    private sealed class Answer(HttpStatusCode status, string body) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Assert.StartsWith("http://prometheus:9090/api/v1/query?query=", request.RequestUri!.AbsoluteUri, StringComparison.Ordinal);
            return Task.FromResult(
                new HttpResponseMessage(status)
                {
                    Content = new StringContent(body, new System.Net.Http.Headers.MediaTypeHeaderValue("application/json")),
                });
        }
    }
}
