using System.Data;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Pipeline.Postgres.Model;

namespace Pipeline.Postgres.Schema;

/// <summary>Brings the database to the schema this program needs. Whoever starts first does it; the others wait and find it done.</summary>
public static class SchemaSetup
{
    /// <summary>
    /// Id of the newest migration. Known here so that a process that has nothing to apply need not build Entity Framework's
    /// model, which costs a consumer more time and memory than all the rest of its start. A test holds it to the truth.
    /// </summary>
    internal const string NewestMigration = "20261126130000_TextsByBytes";

    /// <summary>Advisory lock of the set-up; any number will do that nobody else takes.</summary>
    private const long SetupLock = 0x5049_5045_0001;

    /// <summary>
    /// Applies what is missing: migrations, and the ledger's partitions for the days to come. Where no migration is missing it
    /// only reads, and asks of the role no more than the role's own work does.
    /// </summary>
    /// <returns>Whether a migration was missing.</returns>
    /// <exception cref="PostgresException">42501: a migration is missing and this role may not apply it.</exception>
    public static async Task<bool> ApplyAsync(NpgsqlDataSource database, TimeProvider time, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        // Entity Framework's own lock begins after it has made its history table: two first starts would collide there.
        await ExecuteAsync(connection, $"SELECT pg_advisory_lock({SetupLock})", cancellationToken);
        try
        {
            var current = await IsCurrentAsync(connection, cancellationToken);
            if (!current)
            {
                var options = new DbContextOptionsBuilder<ShopContext>().UseNpgsql(database).Options;
                await using var context = new ShopContext(options);
                await context.Database.MigrateAsync(cancellationToken);
            }

            await LedgerPartitions.EnsureAsync(connection, time.GetUtcNow(), cancellationToken);
            return !current;
        }
        finally
        {
            // A session that broke has given the lock back by itself; asking it would hide what broke it.
            if (connection.State == ConnectionState.Open)
                await ExecuteAsync(connection, $"SELECT pg_advisory_unlock({SetupLock})", CancellationToken.None);
        }
    }

    private static async Task<bool> IsCurrentAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var table = new NpgsqlCommand("SELECT to_regclass('\"__EFMigrationsHistory\"') IS NOT NULL", connection);
        if (await table.ExecuteScalarAsync(cancellationToken) is not true)
            return false;
        await using var newest = new NpgsqlCommand("SELECT EXISTS (SELECT FROM \"__EFMigrationsHistory\" WHERE \"MigrationId\" = $1)", connection);
        newest.Parameters.Add(new NpgsqlParameter<string> { TypedValue = NewestMigration });
        return await newest.ExecuteScalarAsync(cancellationToken) is true;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
