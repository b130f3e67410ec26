using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Pipeline.Dashboard.Snapshots;
using Pipeline.Hosting.Startup;
using Pipeline.Operations.Status;
using Pipeline.Shop.Settings;

namespace Pipeline.UnitTests.Dashboard;

public sealed class StatusPollerTests
{
    [Fact]
    public async Task Status_and_shop_figures_are_asked_for_at_once_so_that_a_hanging_database_costs_one_timeout()
    {
        using var hangs = new TcpListener(IPAddress.Loopback, 0);
        hangs.Start();
        var environment = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["POSTGRES_HOST"] = "127.0.0.1",
            ["POSTGRES_PORT"] = ((IPEndPoint)hangs.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture),
            ["POSTGRES_PASSWORD"] = "any",
            ["KAFKA_ENABLED"] = "false",
        };
        var settings = ShopSettings.Read(name => environment.GetValueOrDefault(name));
        // The clock stands still: nothing times out, so a request that waits for another one's timeout never comes.
        var clock = new FakeTimeProvider();
        await using var databases = new Databases(settings.Postgres);
        await using var sources = new DashboardSources(
            settings, databases, new HttpReports([], TimeSpan.FromSeconds(1), clock), NullLogger<StatusPoller>.Instance, clock);

        await sources.Poller.StartAsync(TestContext.Current.CancellationToken);
        try
        {
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            // Shorter than the connection timeout, after which the second request would come in any case.
            deadline.CancelAfter(TimeSpan.FromSeconds(2));
            using var first = await hangs.AcceptSocketAsync(deadline.Token);
            using var second = await hangs.AcceptSocketAsync(deadline.Token);
        }
        finally
        {
            hangs.Stop();
            await sources.Poller.StopAsync(CancellationToken.None);
        }
    }
}
