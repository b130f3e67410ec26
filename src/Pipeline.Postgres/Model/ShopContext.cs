using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Pipeline.Streams.Shop;

namespace Pipeline.Postgres.Model;

/// <summary>
/// The database sesac_db as Entity Framework sees it. The shop's records know nothing of events: which event wrote a row last
/// stands in the shadow properties <see cref="EventId"/> and <see cref="Version"/>, kept by the outbox interceptor.
/// </summary>
public sealed class ShopContext(DbContextOptions<ShopContext> options) : DbContext(options)
{
    /// <summary>Shadow property: id of the event that wrote the row last; null when it was written without Kafka.</summary>
    public const string EventId = "EventId";

    /// <summary>Shadow property: version of the event that wrote the row last; also the concurrency token.</summary>
    public const string Version = "Version";

    /// <summary>Shadow property of an order: the newest version of it that order_totals knows; 0 before the first.</summary>
    public const string CountedVersion = "CountedVersion";

    /// <summary>Shadow property of an order: 1 while order_totals counts it, else 0.</summary>
    public const string Counted = "Counted";

    /// <summary>Shadow property of an order: by how much the last event changed <see cref="Counted"/>: +1, 0 or −1.</summary>
    public const string CountedChange = "CountedChange";

    /// <summary>Customers.</summary>
    public DbSet<User> Users => Set<User>();

    /// <summary>Products.</summary>
    public DbSet<Product> Products => Set<Product>();

    /// <summary>Orders.</summary>
    public DbSet<Order> Orders => Set<Order>();

    /// <summary>Events committed and not yet acknowledged by Kafka.</summary>
    public DbSet<OutboxRecord> Outbox => Set<OutboxRecord>();

    /// <summary>How far each group has come.</summary>
    public DbSet<ConsumerProgress> ConsumerProgress => Set<ConsumerProgress>();

    /// <summary>Orders and revenue, kept by the order consumers.</summary>
    public DbSet<OrderTotal> OrderTotals => Set<OrderTotal>();

    /// <summary>What could not even reach its dead-letter topic.</summary>
    public DbSet<DeadLetterRecord> DeadLetters => Set<DeadLetterRecord>();

    /// <summary>Dead letters that were sent again.</summary>
    public DbSet<DeadLetterReplay> DeadLetterReplays => Set<DeadLetterReplay>();

    /// <inheritdoc/>
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) => ShopModel.Configure(configurationBuilder);

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        ShopModel.Configure(modelBuilder);
        foreach (var entity in modelBuilder.Model.GetEntityTypes())
        {
            foreach (var property in entity.GetProperties())
                property.SetColumnName(JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name));
        }
    }
}
