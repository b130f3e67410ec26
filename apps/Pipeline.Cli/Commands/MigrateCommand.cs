namespace Pipeline.Cli.Commands;

/// <summary><c>pipeline migrate</c>: applies missing migrations and grants the roles their rights. Run it as owner of the tables.</summary>
internal static class MigrateCommand
{
    public static Command Create()
    {
        var command = new Command("migrate", "Bring the database's schema and its roles' grants up to date; safe to repeat.");
        command.SetAction((_, token) => RunAsync(token));
        return command;
    }

    private static async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var settings = CommandSettings.Read(static s => [s.Postgres]);
        var options = settings.Postgres;
        await using var database = SessionSource.Create(options, synchronousCommit: true);
        var migrated = await StartupChecks.ReachAsync(
            options,
            () => SchemaSetup.ApplyAsync(database, settings.Domain.Migrations, TimeProvider.System, writes: true, cancellationToken));
        Console.WriteLine(migrated ? "schema: migrated" : "schema: as this program needs it");
        var roles = await StartupChecks.ReachAsync(
            options, () => RoleGrants.ApplyAsync(database, settings.Domain.Streams, cancellationToken));
        Console.WriteLine(roles.Count == 0 ? "grants: none, the server has none of the roles" : $"grants: {string.Join(", ", roles)}");
        return 0;
    }
}
