namespace Pipeline.Postgres.Model;

/// <summary>The migrations of one context.</summary>
/// <param name="Newest">
/// Id of the newest migration. Read from attributes, so that a process that finds the schema current does not build the Entity Framework
/// model. Building it needs more time and memory than the rest of a consumer's start.
/// </param>
/// <param name="NewContext">Creates the context.</param>
public sealed record MigrationSet(string Newest, Func<NpgsqlDataSource, DbContext> NewContext)
{
    /// <summary>The migrations in the context's assembly.</summary>
    /// <param name="newContext">Creates the context.</param>
    /// <exception cref="InvalidOperationException">The assembly has no migration of the context.</exception>
    public static MigrationSet Of<TContext>(Func<DbContextOptions<TContext>, TContext> newContext)
        where TContext : DbContext =>
        new(
            typeof(TContext).Assembly.DefinedTypes
                .Where(static t => t.GetCustomAttribute<DbContextAttribute>()?.ContextType == typeof(TContext))
                .Select(static t => t.GetCustomAttribute<MigrationAttribute>()?.Id)
                .Max(StringComparer.Ordinal) ?? throw new InvalidOperationException($"{typeof(TContext).Name} has no migration."),
            database => newContext(new DbContextOptionsBuilder<TContext>().UseNpgsql(database).Options));
}
