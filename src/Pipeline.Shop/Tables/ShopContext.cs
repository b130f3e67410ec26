using Pipeline.Shop.Records;

namespace Pipeline.Shop.Tables;

/// <summary>The tables of the shop, mapped from the definitions of its streams.</summary>
public sealed class ShopContext(DbContextOptions<ShopContext> options) : DbContext(options)
{
    /// <summary>The migrations of these tables.</summary>
    public static MigrationSet Migrations { get; } = MigrationSet.Of<ShopContext>(static options => new(options));

    /// <summary>Users.</summary>
    public DbSet<User> Users => Set<User>();

    /// <summary>Products.</summary>
    public DbSet<Product> Products => Set<Product>();

    /// <summary>Orders.</summary>
    public DbSet<Order> Orders => Set<Order>();

    /// <summary>Order totals, written by the consumers of orders.</summary>
    public DbSet<OrderTotal> OrderTotals => Set<OrderTotal>();

    /// <inheritdoc/>
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) => configurationBuilder.UseByteCollation();

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.MapStreams(ShopStreams.Registry.All);
        modelBuilder.HasSequence<long>("user_numbers");
        modelBuilder.HasSequence<long>("product_numbers");
    }
}

/// <summary>Creates the context for <c>dotnet ef migrations</c>, which needs only the model and no server.</summary>
internal sealed class ShopContextFactory : IDesignTimeDbContextFactory<ShopContext>
{
    public ShopContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<ShopContext>().UseNpgsql("Host=localhost;Database=sesac_db").Options);
}
