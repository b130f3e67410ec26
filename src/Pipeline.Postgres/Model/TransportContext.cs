namespace Pipeline.Postgres.Model;

/// <summary>The tables of the transport. Each domain has its own context in the same database.</summary>
public sealed class TransportContext(DbContextOptions<TransportContext> options) : DbContext(options)
{
    /// <summary>The migrations of these tables.</summary>
    public static MigrationSet Migrations { get; } = MigrationSet.Of<TransportContext>(static options => new(options));

    /// <summary>Committed events that Kafka has not acknowledged yet.</summary>
    public DbSet<OutboxRecord> Outbox => Set<OutboxRecord>();

    /// <summary>Progress per consumer group and partition.</summary>
    public DbSet<ConsumerProgress> ConsumerProgress => Set<ConsumerProgress>();

    /// <summary>Dead letters that could not be sent to the dead-letter topic.</summary>
    public DbSet<DeadLetterRecord> DeadLetters => Set<DeadLetterRecord>();

    /// <summary>Replayed dead letters.</summary>
    public DbSet<DeadLetterReplay> DeadLetterReplays => Set<DeadLetterReplay>();

    /// <summary>Maps the outbox. The domains' contexts call it too.</summary>
    internal static void MapOutbox(EntityTypeBuilder<OutboxRecord> outbox)
    {
        // The relay reads by this key: one shard, ordered by id.
        outbox.HasKey(o => new { o.Shard, o.Id });
        outbox.Property(o => o.Id).UseIdentityAlwaysColumn();
        outbox.Property(o => o.Shard).ValueGeneratedNever();
        outbox.Property(o => o.CreatedAt).HasDefaultValueSql("now()");
    }

    /// <inheritdoc/>
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.UseByteCollation();

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        MapOutbox(modelBuilder.Entity<OutboxRecord>().ToTable("outbox"));
        modelBuilder.Entity<ConsumerProgress>(static progress =>
        {
            progress.ToTable("consumer_progress").HasKey(p => new { p.ConsumerGroup, p.Topic, p.Partition });
            progress.Property(p => p.TopicId).HasDefaultValue(Guid.Empty);
            progress.Property(p => p.Skipped).HasDefaultValue(0L);
            progress.Property(p => p.UpdatedAt).HasDefaultValueSql("now()");
        });
        modelBuilder.Entity<DeadLetterRecord>(static deadLetters =>
        {
            deadLetters.ToTable("dead_letters").HasKey(d => d.Id);
            deadLetters.Property(d => d.Id).UseIdentityAlwaysColumn();
            deadLetters.Property(d => d.TopicId).HasDefaultValue(Guid.Empty);
            deadLetters.Property(d => d.RecordedAt).HasDefaultValueSql("now()");
            // A member that crashes after storing a dead letter and before updating its progress stores it again.
            deadLetters.HasIndex(d => new { d.ConsumerGroup, d.Topic, d.TopicId, d.Partition, d.MessageOffset }).IsUnique();
        });
        modelBuilder.Entity<DeadLetterReplay>(static replay =>
        {
            replay.ToTable("dead_letter_replays").HasKey(r => new { r.Topic, r.TopicId, r.Partition, r.MessageOffset });
            replay.Property(r => r.ReplayedAt).HasDefaultValueSql("now()");
        });
        modelBuilder.UseSnakeCaseColumns();
    }
}
