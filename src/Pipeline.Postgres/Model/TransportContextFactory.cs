namespace Pipeline.Postgres.Model;

/// <summary>Creates the context for <c>dotnet ef migrations</c>, which needs the model but no server.</summary>
internal sealed class TransportContextFactory : IDesignTimeDbContextFactory<TransportContext>
{
    public TransportContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<TransportContext>().UseNpgsql("Host=localhost;Database=sesac_db").Options);
}
