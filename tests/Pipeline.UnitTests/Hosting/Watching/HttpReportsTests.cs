using Pipeline.Hosting.Watching;

namespace Pipeline.UnitTests.Hosting.Watching;

public sealed class HttpReportsTests
{
    /// <summary>Nobody listens there.</summary>
    [Fact]
    public async Task Workers_are_called_by_their_host_and_by_the_port_too_where_several_have_one()
    {
        using var reports = new HttpReports(["localhost:1", "localhost:2", "127.0.0.1:3"], TimeSpan.FromSeconds(10), TimeProvider.System);
        var workers = await reports.ReadAsync(TestContext.Current.CancellationToken);
        Assert.Equal(["localhost:1", "localhost:2", "127.0.0.1"], workers.Select(static w => w.Address));
        Assert.All(workers, static w => Assert.Contains("refused", w.Report.Fault, StringComparison.Ordinal));
    }
}
