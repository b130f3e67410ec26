using Pipeline.Postgres.Model;

namespace Pipeline.Postgres.Schema;

/// <summary>Migrates the database to the schema of this program. The first process applies it; others wait for its lock.</summary>
public static class SchemaSetup
{
    /// <summary>Advisory lock of the setup; any unused number.</summary>
    private const long SetupLock = 0x5049_5045_0001;

    /// <summary>
    /// Applies missing migrations, first of the transport and then of the domains, and creates partitions of processed_events for the
    /// next days. A role without permission to change the schema can call it if no migration is missing.
    /// </summary>
    /// <param name="database">The database.</param>
    /// <param name="migrations">Migrations of the domains.</param>
    /// <param name="time">Clock.</param>
    /// <param name="writes">Whether the program writes. If not, a read-only server is accepted.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>Whether a migration was missing.</returns>
    /// <exception cref="PostgresException">SQLSTATE 42501: a migration is missing and the role may not apply it.</exception>
    /// <exception cref="StartupRefusedException">The server is too old, not in UTF8, or accepts no writes.</exception>
    public static async Task<bool> ApplyAsync(
        NpgsqlDataSource database, IReadOnlyList<MigrationSet> migrations, TimeProvider time, bool writes,
        CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var server = await ServerState.ReadAsync(connection, cancellationToken);
        if (server.Refusal($"{connection.Host}:{connection.Port}/{connection.Database}", writes) is { } refusal)
            throw refusal;
        // Entity Framework locks only after it has created its history table, so two first starts would collide. Without a lock
        // timeout, because the migration of another program can take longer than the session's.
        await ExecuteAsync(
            connection, $"SELECT set_config('lock_timeout', '0', true); SELECT pg_advisory_lock({SetupLock})", cancellationToken);
        try
        {
            var applied = false;
            foreach (var set in migrations.Prepend(TransportContext.Migrations))
            {
                if (await IsCurrentAsync(connection, set, cancellationToken))
                    continue;
                await using var context = set.NewContext(database);
                await context.Database.MigrateAsync(cancellationToken);
                applied = true;
            }

            if (!server.IsReadOnly)
                await ProcessedEventPartitions.EnsureAsync(connection, time.GetUtcNow(), cancellationToken);
            return applied;
        }
        finally
        {
            // The server releases the lock of a broken session. A query on that session would throw and hide the cause.
            if (connection.State == ConnectionState.Open)
                await ExecuteAsync(connection, $"SELECT pg_advisory_unlock({SetupLock})", CancellationToken.None);
        }
    }

    private static async Task<bool> IsCurrentAsync(
        NpgsqlConnection connection, MigrationSet migrations, CancellationToken cancellationToken)
    {
        await using var table = new NpgsqlCommand("SELECT to_regclass('\"__EFMigrationsHistory\"') IS NOT NULL", connection);
        if (await table.ExecuteScalarAsync(cancellationToken) is not true)
            return false;
        await using var newest = new NpgsqlCommand(
            "SELECT EXISTS (SELECT FROM \"__EFMigrationsHistory\" WHERE \"MigrationId\" = $1)", connection);
        newest.Parameters.Add(new NpgsqlParameter<string> { TypedValue = migrations.Newest });
        return await newest.ExecuteScalarAsync(cancellationToken) is true;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
