using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Pipeline.Streams.Shop;

namespace Pipeline.Postgres.Model;

/// <summary>
/// Tables, keys and types. No foreign keys between the streams: an order may arrive before its user or product.
/// All texts are in collation C, compared as bytes: what an identifier needs, and in Hangul the order of the dictionary. In a
/// linguistic collation such as en_US.utf8, which the usual image of PostgreSQL has, strcoll() takes very long over Korean: the
/// sink did 6,000 instead of 32,000 rows a second with such totals, and one ANALYZE of products kept a core busy for 90 s.
/// </summary>
internal static class ShopModel
{
    public static void Configure(ModelConfigurationBuilder conventions) => conventions.Properties<string>().UseCollation("C");

    public static void Configure(ModelBuilder model)
    {
        Shop(model.Entity<User>(), "users", nameof(User.UserId));
        Shop(model.Entity<Product>(), "products", nameof(Product.ProductId));
        model.Entity<Order>(order =>
        {
            Shop(order, "orders", nameof(Order.OrderId));
            order.Property(o => o.OrderId).ValueGeneratedNever();
            // The sink's alone: what order_totals holds of the order. A writer leaves them at 0.
            foreach (var name in (string[])[ShopContext.CountedVersion, ShopContext.Counted, ShopContext.CountedChange])
                order.Property<int>(name).HasDefaultValue(0).ValueGeneratedNever();
        });
        model.HasSequence<long>("user_numbers");
        model.HasSequence<long>("product_numbers");
        Outbox(model.Entity<OutboxRecord>());
        model.Entity<ConsumerProgress>(progress =>
        {
            progress.ToTable("consumer_progress").HasKey(p => new { p.ConsumerGroup, p.Topic, p.Partition });
            progress.Property(p => p.UpdatedAt).HasDefaultValueSql("now()");
        });
        model.Entity<OrderTotal>().ToTable("order_totals").HasKey(t => new { t.Partition, t.Day, t.Category, t.Region });
        DeadLetters(model.Entity<DeadLetterRecord>());
        model.Entity<DeadLetterReplay>(replay =>
        {
            replay.ToTable("dead_letter_replays").HasKey(r => new { r.Topic, r.Partition, r.MessageOffset });
            replay.Property(r => r.ReplayedAt).HasDefaultValueSql("now()");
        });
    }

    private static void Shop<T>(EntityTypeBuilder<T> entity, string table, string key)
        where T : class
    {
        entity.ToTable(table).HasKey(key);
        // Null where the row was written without Kafka and so has no event.
        entity.Property<Guid?>(ShopContext.EventId);
        // The token makes a writer that worked from an older state fail instead of giving out the same version twice.
        entity.Property<int>(ShopContext.Version).IsConcurrencyToken();
    }

    private static void Outbox(EntityTypeBuilder<OutboxRecord> outbox)
    {
        // The key is also the relay's access path: one lane in the order of its ids.
        outbox.ToTable("outbox").HasKey(o => new { o.Lane, o.Id });
        outbox.Property(o => o.Id).UseIdentityAlwaysColumn();
        outbox.Property(o => o.Lane).ValueGeneratedNever();
        outbox.Property(o => o.CreatedAt).HasDefaultValueSql("now()");
    }

    private static void DeadLetters(EntityTypeBuilder<DeadLetterRecord> letters)
    {
        letters.ToTable("dead_letters").HasKey(d => d.Id);
        letters.Property(d => d.Id).UseIdentityAlwaysColumn();
        letters.Property(d => d.RecordedAt).HasDefaultValueSql("now()");
        // The same message may be given up twice when a member dies between here and its progress.
        letters.HasIndex(d => new { d.ConsumerGroup, d.Topic, d.Partition, d.MessageOffset }).IsUnique();
    }
}
