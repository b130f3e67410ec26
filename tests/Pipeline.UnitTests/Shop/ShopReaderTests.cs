using Microsoft.EntityFrameworkCore;
using Npgsql;
using Pipeline.Shop.Live;
using Pipeline.Shop.Tables;
using Environment = Pipeline.UnitTests.Hosting.Environment;

namespace Pipeline.UnitTests.Shop;

public sealed class ShopReaderTests
{
    [Fact]
    public async Task Generator_that_waits_names_the_databases_fault_and_not_a_missing_seeder()
    {
        await using var database = NpgsqlDataSource.Create("Host=nowhere");
        using var said = new CancellationTokenSource();
        var reasons = new List<string?>();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            new ShopReader(new Environment().Read(), new SlowDatabase(), database).WaitAsync(
                reason =>
                {
                    reasons.Add(reason);
                    said.Cancel();
                }, said.Token));
        Assert.EndsWith("canceling statement due to statement timeout", Assert.Single(reasons), StringComparison.Ordinal);
    }

    private sealed class SlowDatabase : IDbContextFactory<ShopContext>
    {
        public ShopContext CreateDbContext() =>
            throw new PostgresException("canceling statement due to statement timeout", "ERROR", "ERROR", PostgresErrorCodes.QueryCanceled);
    }
}
