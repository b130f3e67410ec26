namespace Pipeline.Postgres.Model;

/// <summary>
/// The mapping of streams and projections, derived from their definitions. A domain's context calls both methods. There are no foreign
/// keys between streams, because a row can arrive before the row that it refers to.
/// </summary>
public static class StreamModel
{
    /// <summary>Shadow property: id of the last event that wrote the row; null if the row was written without Kafka.</summary>
    public const string EventId = "EventId";

    /// <summary>Shadow property: version of the last event that wrote the row; also the concurrency token.</summary>
    public const string Version = "Version";

    /// <summary>Shadow property: the newest version of the row that projections include; 0 if they include none.</summary>
    public const string CountedVersion = "CountedVersion";

    /// <summary>Shadow property: 1 if projections count the row, else 0.</summary>
    public const string Counted = "Counted";

    /// <summary>Shadow property: change of <see cref="Counted"/> by the last event: +1, 0 or −1.</summary>
    public const string CountedChange = "CountedChange";

    /// <summary>
    /// Sets collation C for all texts, which compares bytes. That is enough for identifiers, and is dictionary order for Hangul. With
    /// a linguistic collation such as en_US.utf8, most of the server's time would be strcoll() over Korean texts.
    /// </summary>
    public static void UseByteCollation(this ModelConfigurationBuilder conventions) => conventions.Properties<string>().UseCollation("C");

    /// <summary>Maps the streams, their projections, and the outbox, to which <c>SaveChanges</c> adds events.</summary>
    public static void MapStreams(this ModelBuilder model, IEnumerable<StreamDefinition> streams)
    {
        foreach (var stream in streams)
        {
            Map(model.Entity(stream.RecordType), stream);
            foreach (var projection in stream.Projections)
            {
                string[] key = [Property(projection.PartitionName, projection), .. projection.Groups.Select(static g => g.PropertyName)];
                var entity = model.Entity(projection.RecordType).ToTable(projection.Table);
                entity.HasKey(key);
                foreach (var sum in projection.Sums.Where(static s => s.IsDecimal))
                    entity.Property(Property(sum.Name, projection)).HasColumnType(sum.SqlType);
            }
        }

        model.Entity<OutboxRecord>().ToTable("outbox", static t => t.ExcludeFromMigrations());
        TransportContext.MapOutbox(model.Entity<OutboxRecord>());
        model.UseSnakeCaseColumns();
    }

    /// <summary>Column names are the property names in snake_case.</summary>
    internal static void UseSnakeCaseColumns(this ModelBuilder model)
    {
        foreach (var property in model.Model.GetEntityTypes().SelectMany(static e => e.GetProperties()))
            property.SetColumnName(JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name));
    }

    private static void Map(EntityTypeBuilder entity, StreamDefinition stream)
    {
        entity.ToTable(stream.Name).HasKey(stream.Key.PropertyName);
        entity.Property(stream.Key.PropertyName).ValueGeneratedNever();
        foreach (var column in stream.Columns.Where(static c => c is Column<decimal> or Column<decimal?>))
            entity.Property(column.PropertyName).HasColumnType(column.SqlType);
        entity.Property<Guid?>(EventId);
        // Two writers that start from the same version must not both write the next one: the second fails.
        entity.Property<int>(Version).IsConcurrencyToken();
        if (stream.Projections.Count == 0)
            return;
        // Only the sink writes these columns. Writers insert 0.
        foreach (var name in (string[])[CountedVersion, Counted, CountedChange])
            entity.Property<int>(name).HasDefaultValue(0).ValueGeneratedNever();
    }

    private static string Property(string column, Projection projection) =>
        projection.RecordType.GetProperties().First(p => JsonNamingPolicy.SnakeCaseLower.ConvertName(p.Name) == column).Name;
}
