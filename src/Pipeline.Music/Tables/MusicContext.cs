using Pipeline.Music.Records;

namespace Pipeline.Music.Tables;

/// <summary>The tables of the music service, mapped from the definitions of its streams.</summary>
public sealed class MusicContext(DbContextOptions<MusicContext> options) : DbContext(options)
{
    /// <summary>The migrations of these tables.</summary>
    public static MigrationSet Migrations { get; } = MigrationSet.Of<MusicContext>(static options => new(options));

    /// <summary>Listening events.</summary>
    public DbSet<ListeningEvent> ListeningEvents => Set<ListeningEvent>();

    /// <summary>Plays per partition, hour and song, written by the consumers of listening events.</summary>
    public DbSet<SongPlays> SongPlays => Set<SongPlays>();

    /// <inheritdoc/>
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) => configurationBuilder.UseByteCollation();

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.MapStreams(MusicStreams.Registry.All);
}

/// <summary>Creates the context for <c>dotnet ef migrations</c>, which needs only the model and no server.</summary>
internal sealed class MusicContextFactory : IDesignTimeDbContextFactory<MusicContext>
{
    public MusicContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<MusicContext>().UseNpgsql("Host=localhost;Database=sesac_db").Options);
}
