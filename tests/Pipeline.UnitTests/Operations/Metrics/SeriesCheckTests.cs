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
        Assert.Equal(
            [.. BrokersOk, $"metrics: ok present={Instruments.All.Count + BrokerSeries.All.Count} missing=0 not_yet=0"], report.Lines());
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
                .. BrokersOk,
                "missing: pipeline_effect_duration_seconds_count (pipeline.effect.duration), from the consumer",
                "missing: pipeline_consumer_lag (pipeline.consumer.lag), from the consumer",
                $"metrics: FAILED present={Instruments.All.Count + BrokerSeries.All.Count - 2} missing=2 not_yet=0",
            ],
            report.Lines());
    }

    [Fact]
    public void A_series_that_the_brokers_do_not_have_is_missing()
    {
        var report = SeriesReport.Of(Instruments.All.Select(static m => m.PrometheusSeries)
            .Concat(BrokerSeries.All.Skip(1).Select(static s => s.Name)).ToHashSet());
        Assert.False(report.Ok);
        Assert.StartsWith("MISSING kafka_server_replicamanager_isrshrinkspersec_total (", report.Lines().First(), StringComparison.Ordinal);
        Assert.EndsWith(" missing=1 not_yet=0", report.Lines().Last(), StringComparison.Ordinal);
    }

    /// <summary>The exporter makes the names by these rules, in lower case.</summary>
    [Fact]
    public void The_series_of_the_brokers_are_those_that_the_exporter_makes() => Assert.All(BrokerSeries.All, static series =>
    {
        var rules = File.ReadAllText(Path.Combine(Repository.Root, "deploy/prometheus/kafka-jmx.yml"));
        var bean = series.Name.Split('_') is [.., var last, "total"] ? last : "requesthandler";
        Assert.Contains(bean, rules, StringComparison.OrdinalIgnoreCase);
    });

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

    private static IEnumerable<string> BrokersOk => BrokerSeries.All.Select(static s => $"OK      {s.Name} ({s.Meaning})");

    private static PipelineSettings Settings(string? address) =>
        new(ShopSettings.Domain, name => name == "PROMETHEUS_URL" ? address : null);

    private static Task<SeriesReport> CheckAsync(IEnumerable<Metric> present) => CheckAsync(HttpStatusCode.OK, JsonSerializer.Serialize(new
    {
        status = "success",
        data = new
        {
            resultType = "vector",
            result = present.Select(static m => m.PrometheusSeries).Concat(BrokerSeries.All.Select(static s => s.Name))
                .Select(static name => new { metric = new { __name__ = name }, value = new object[] { 0, "1" } }),
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
