using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Pipeline.Postgres.Schema;

namespace Pipeline.Postgres.Model;

/// <summary>The tables of the transport. Those of a domain are in the domain's own context, in the same database.</summary>
public sealed class TransportContext(DbContextOptions<TransportContext> options) : DbContext(options)
{
    /// <summary>The migrations of these tables.</summary>
    public static MigrationSet Migrations { get; } = MigrationSet.Of<TransportContext>(static options => new(options));

    /// <summary>Events committed and not yet acknowledged by Kafka.</summary>
    public DbSet<OutboxRecord> Outbox => Set<OutboxRecord>();

    /// <summary>Progress of each consumer group.</summary>
    public DbSet<ConsumerProgress> ConsumerProgress => Set<ConsumerProgress>();

    /// <summary>Dead letters that did not reach their dead-letter topic.</summary>
    public DbSet<DeadLetterRecord> DeadLetters => Set<DeadLetterRecord>();

    /// <summary>Dead letters that were sent again.</summary>
    public DbSet<DeadLetterReplay> DeadLetterReplays => Set<DeadLetterReplay>();

    /// <summary>Maps an outbox record; the domains' contexts map it as well.</summary>
    internal static void MapOutbox(EntityTypeBuilder<OutboxRecord> outbox)
    {
        // The key is also the relay's access path: one shard in the order of its ids.
        outbox.HasKey(o => new { o.Shard, o.Id });
        outbox.Property(o => o.Id).UseIdentityAlwaysColumn();
        outbox.Property(o => o.Shard).ValueGeneratedNever();
        outbox.Property(o => o.CreatedAt).HasDefaultValueSql("now()");
    }

    /// <inheritdoc/>
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) => configurationBuilder.UseByteCollation();

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        MapOutbox(modelBuilder.Entity<OutboxRecord>().ToTable("outbox"));
        modelBuilder.Entity<ConsumerProgress>(static progress =>
        {
            progress.ToTable("consumer_progress").HasKey(p => new { p.ConsumerGroup, p.Topic, p.Partition });
            progress.Property(p => p.UpdatedAt).HasDefaultValueSql("now()");
        });
        modelBuilder.Entity<DeadLetterRecord>(static letters =>
        {
            letters.ToTable("dead_letters").HasKey(d => d.Id);
            letters.Property(d => d.Id).UseIdentityAlwaysColumn();
            letters.Property(d => d.RecordedAt).HasDefaultValueSql("now()");
            // A member that dies between the dead letter and its progress stores the same message again.
            letters.HasIndex(d => new { d.ConsumerGroup, d.Topic, d.Partition, d.MessageOffset }).IsUnique();
        });
        modelBuilder.Entity<DeadLetterReplay>(static replay =>
        {
            replay.ToTable("dead_letter_replays").HasKey(r => new { r.Topic, r.Partition, r.MessageOffset });
            replay.Property(r => r.ReplayedAt).HasDefaultValueSql("now()");
        });
        modelBuilder.UseSnakeCaseColumns();
    }
}
