using Microsoft.EntityFrameworkCore;
using Pipeline.Postgres.Model;
using Pipeline.Postgres.Outbox;
using Pipeline.Shop.Records;
using Pipeline.Shop.Tables;
using Pipeline.Streams.Definitions;

namespace Pipeline.EndToEndTests.Faults.Stage;

/// <summary>
/// Changes the same few customers again and again, so that order has something to show: one version after the other of one key.
/// </summary>
internal sealed class Changes(string connection)
{
    private static readonly string[] Grades = ["BRONZE", "SILVER", "GOLD"];

    private readonly DbContextOptions<ShopContext> _options = new DbContextOptionsBuilder<ShopContext>()
        .UseNpgsql(connection)
        .AddInterceptors(new OutboxInterceptor(ShopStreams.Registry, publish: true, TimeProvider.System))
        .Options;

    /// <summary>Changes until cancelled.</summary>
    /// <returns>How many changes were committed.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var changes = 0;
        while (!cancellationToken.IsCancellationRequested)
        {
            // A new context per round, so that it tracks only the rows that it has just read.
            await using var context = new ShopContext(_options);
            var users = await context.Users.OrderBy(u => u.UserId).Take(5).ToListAsync(CancellationToken.None);
            foreach (var user in users)
                context.Entry(user).CurrentValues.SetValues(user with { Grade = Grades[(changes / users.Count) % Grades.Length] });
            try
            {
                changes += await context.SaveChangesAsync(CancellationToken.None) > 0 ? users.Count : 0;
            }
            catch (DbUpdateConcurrencyException)
            {
                // The generator has changed one of them in between; nothing was written.
            }
        }

        return changes;
    }
}
