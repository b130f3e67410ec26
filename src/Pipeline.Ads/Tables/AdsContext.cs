using Pipeline.Ads.Records;

namespace Pipeline.Ads.Tables;

/// <summary>The tables of the ads, mapped from the definitions of their streams.</summary>
public sealed class AdsContext(DbContextOptions<AdsContext> options) : DbContext(options)
{
    /// <summary>The migrations of these tables.</summary>
    public static MigrationSet Migrations { get; } = MigrationSet.Of<AdsContext>(static options => new(options));

    /// <summary>Impressions.</summary>
    public DbSet<AdEvent> AdEvents => Set<AdEvent>();

    /// <inheritdoc/>
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) => configurationBuilder.UseByteCollation();

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.MapStreams(AdStreams.Registry.All);
}

/// <summary>Creates the context for <c>dotnet ef migrations</c>, which needs only the model and no server.</summary>
internal sealed class AdsContextFactory : IDesignTimeDbContextFactory<AdsContext>
{
    public AdsContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<AdsContext>().UseNpgsql("Host=localhost;Database=sesac_db").Options);
}
