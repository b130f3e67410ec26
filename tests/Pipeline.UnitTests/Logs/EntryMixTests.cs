using Pipeline.Logs.Entries;
using Pipeline.Logs.Incidents;

namespace Pipeline.UnitTests.Logs;

/// <summary>What entries look like as a whole. Tolerances are four standard errors or more.</summary>
public sealed class EntryMixTests
{
    private const int Count = 90_000;

    private static readonly Lazy<List<SampleEntry>> Normal = new(static () => LogSample.Entries(Count));
    private static readonly Lazy<List<SampleEntry>> Spike = Sample(IncidentKind.LatencySpike);
    private static readonly Lazy<List<SampleEntry>> Outage = Sample(IncidentKind.PaymentOutage);
    private static readonly Lazy<List<SampleEntry>> Storm = Sample(IncidentKind.LoginStorm);

    [Theory]
    [InlineData(EntryLevel.Debug, 2.7, 0.3)]
    [InlineData(EntryLevel.Info, 95.3, 0.4)]
    [InlineData(EntryLevel.Warn, 2.0, 0.3)]
    [InlineData(EntryLevel.Error, 0.06, 0.04)]
    public void Most_entries_are_info_and_few_are_warnings_or_errors(EntryLevel level, double perCent, double tolerance) =>
        Assert.Equal(perCent, PerCent(Normal.Value, e => e.Level == level), tolerance);

    [Fact]
    public void The_level_follows_from_status_and_latency() => Assert.All(Normal.Value.Concat(Storm.Value).Concat(Outage.Value), static e =>
        Assert.Equal(
            e.Status >= 500 ? EntryLevel.Error : e.Status >= 400 || e.LatencyMs > 1_000 ? EntryLevel.Warn : EntryLevel.Info,
            e.Level == EntryLevel.Debug ? EntryLevel.Info : e.Level));

    [Theory]
    [InlineData("member", "/members/login", 401, 6)]
    [InlineData("order", "/orders", 402, 3)]
    [InlineData("payment", "/payments", 402, 3)]
    public void Some_requests_are_refused(string service, string path, int status, double perCent) =>
        Assert.Equal(perCent, PerCent(Normal.Value.Where(e => e.Service == service && e.Path == path), e => e.Status == status), 1.0);

    [Theory]
    [InlineData("member", HttpVerb.Get, 2, 30)]
    [InlineData("member", HttpVerb.Post, 80, 250)]
    public void Latencies_are_in_their_range_around_its_geometric_mean(string service, HttpVerb method, int fromMs, int toMs)
    {
        var latencies = Normal.Value.Where(e => e.Service == service && e.Method == method)
            .Select(static e => e.LatencyMs).Order().ToList();
        Assert.InRange(latencies[0], fromMs, fromMs + 1);
        Assert.InRange(latencies[^1], toMs - 1, toMs);
        Assert.Equal(Math.Sqrt(fromMs * toMs), latencies[latencies.Count / 2], 0.06 * toMs);
    }

    [Fact]
    public void Users_and_addresses_are_those_of_the_simulator() => Assert.All(Normal.Value, static e =>
    {
        Assert.InRange(e.User, 1, 100_000);
        Assert.Equal(0xCB00_7100u, e.Address & 0xFFFF_FF00u);
        Assert.StartsWith("/", e.Path, StringComparison.Ordinal);
        Assert.NotEmpty(e.Message);
        Assert.True(e.LatencyMs >= 0, $"latency {e.LatencyMs}");
    });

    [Fact]
    public void A_latency_spike_makes_all_services_ten_times_as_slow_and_changes_nothing_else()
    {
        foreach (var service in LogSample.Services.Select(static s => s.Name))
        {
            var times = Spike.Value.Where(e => e.Service == service && e.Status < 500).Average(static e => e.LatencyMs)
                / Normal.Value.Where(e => e.Service == service && e.Status < 500).Average(static e => e.LatencyMs);
            Assert.InRange(times, 9.5, 11.5);
        }

        Assert.Equal(
            Normal.Value.Select(static e => (e.Trace, e.Status, e.Path, e.Message)),
            Spike.Value.Select(static e => (e.Trace, e.Status, e.Path, e.Message)));
    }

    [Fact]
    public void In_a_payment_outage_four_of_five_payments_and_their_orders_fail_and_members_notice_nothing()
    {
        foreach (var (service, status) in new[] { ("payment", 503), ("order", 502) })
        {
            var calls = Outage.Value.Where(e => e.Service == service && e.Method is HttpVerb.Post or HttpVerb.Delete);
            Assert.Equal(80, PerCent(calls, e => e.Status == status), 2.0);
        }

        Assert.Equal(
            Normal.Value.Where(static e => e.Service == "member"), Outage.Value.Where(static e => e.Service == "member"));
    }

    [Fact]
    public void In_a_login_storm_scripts_of_few_addresses_try_passwords()
    {
        var logins = Storm.Value.Where(static e => e is { Service: "member", Path: "/members/login" }).ToList();
        Assert.Equal(84, 100.0 * logins.Count / (Count / 3), 2.0);
        Assert.Equal(93, PerCent(logins, static e => e.Status is 401 or 429), 1.5);
        Assert.Equal(30, PerCent(logins, static e => e.Status == 429), 2.0);
        Assert.InRange(logins.Select(static e => e.Address).Distinct().Count(), 2, 5);
        Assert.All(logins, static e => Assert.Contains(" from 198.51.100.", e.Message, StringComparison.Ordinal));
        Assert.All(logins, static e => Assert.Equal((0xC633_6400u, ClientPrograms.Script), (e.Address & 0xFFFF_FF00u, e.Client)));
    }

    [Fact]
    public void The_entries_of_a_request_agree()
    {
        foreach (var request in Normal.Value.Concat(Outage.Value).Concat(Storm.Value).Concat(Spike.Value).Chunk(3))
        {
            var (member, order, payment) = (request[0], request[1], request[2]);
            Assert.Equal((member.Trace, member.User), (order.Trace, order.User));
            Assert.Equal((member.Trace, member.User), (payment.Trace, payment.User));
            Assert.Equal(payment.Status == 503, order.Status == 502);
            Assert.Equal(payment.Status == 402, order.Status == 402);
            if (payment.Method == HttpVerb.Post)
                Assert.InRange(payment.LatencyMs, 0, order.LatencyMs);
            if (member.Path == "/members/login")
                Assert.Equal((member.Status == 200 ? 200 : 401, order.Status), (order.Status, payment.Status));
        }
    }

    [Fact]
    public void An_incident_changes_entries_from_its_begin_to_its_end_and_no_others()
    {
        var incidents = new ActiveIncidents();
        incidents.Start(IncidentKind.LatencySpike, LogSample.Start + 1_000, TimeSpan.FromSeconds(2));
        var changed = LogSample.Entries(4_000, incidents: incidents).Except(Normal.Value)
            .Select(static e => e.Time - LogSample.Start).ToList();
        Assert.InRange(changed[0], 1_000, 1_010);
        Assert.InRange(changed[^1], 2_990, 2_999);
        // A slowness of one in twenty is the normal one.
        Assert.InRange(changed.Count, 1_850, 2_000);
    }

    private static Lazy<List<SampleEntry>> Sample(IncidentKind kind) =>
        new(() => LogSample.Entries(Count, incidents: LogSample.During(kind)));

    private static double PerCent(IEnumerable<SampleEntry> entries, Func<SampleEntry, bool> fits) =>
        100 * entries.Average(e => fits(e) ? 1.0 : 0);
}
