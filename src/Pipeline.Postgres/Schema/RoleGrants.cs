using Npgsql;

namespace Pipeline.Postgres.Schema;

/// <summary>
/// What each role may do, where the server has these roles (deploy/secure/roles.sql makes them). Applied anew after every
/// migration: everything is taken first, so that what is not listed here is not allowed, old tables included. Their names have a
/// prefix, because roles belong to the whole server and it may have other users.
/// </summary>
public static class RoleGrants
{
    /// <summary>Seeder and generator: rows, their outbox, and its relay.</summary>
    public const string Producer = "pipeline_producer";

    /// <summary>Consumers: rows, progress, ledger, totals, quarantine.</summary>
    public const string Consumer = "pipeline_consumer";

    /// <summary>Verify, status, dead letters and sending them again; reads as a member of <see cref="Reader"/>.</summary>
    public const string Operator = "pipeline_operator";

    /// <summary>Reads everything and writes nothing.</summary>
    public const string Reader = "pipeline_reader";

    /// <summary>Advisory lock: two at once would trip over each other's changes of the catalogue.</summary>
    private const long GrantsLock = 0x5049_5045_0003;

    private static readonly (string Role, string Grants)[] Roles =
    [
        (Producer, $"""
            GRANT SELECT, INSERT, UPDATE ON users, products, orders TO {Producer};
            GRANT SELECT, INSERT, DELETE ON outbox TO {Producer};
            GRANT USAGE ON SEQUENCE user_numbers, product_numbers TO {Producer};
            GRANT SELECT ON consumer_progress, "__EFMigrationsHistory" TO {Producer};
            """),
        (Consumer, $"""
            GRANT SELECT, INSERT, UPDATE ON users, products, orders, order_totals, consumer_progress TO {Consumer};
            GRANT SELECT, INSERT ON processed_events, dead_letters TO {Consumer};
            GRANT SELECT ON "__EFMigrationsHistory" TO {Consumer};
            GRANT EXECUTE ON FUNCTION maintain_ledger TO {Consumer};
            """),
        (Operator, $"""
            GRANT INSERT ON dead_letter_replays TO {Operator};
            GRANT DELETE ON dead_letters TO {Operator};
            """),
        (Reader, $"""
            GRANT SELECT ON ALL TABLES IN SCHEMA public TO {Reader};
            """),
    ];

    /// <summary>Applies them, in one transaction.</summary>
    /// <returns>The roles that exist.</returns>
    /// <exception cref="PostgresException">The database refuses; 42501 when the connection's role is not the tables' owner.</exception>
    public static async Task<IReadOnlyList<string>> ApplyAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await ExecuteAsync(connection, $"SELECT pg_advisory_xact_lock({GrantsLock})", cancellationToken);
        var applied = new List<string>();
        foreach (var (role, grants) in Roles)
        {
            if (!await ExistsAsync(connection, role, cancellationToken))
                continue;
            await ExecuteAsync(connection, Revoke(role) + grants, cancellationToken);
            applied.Add(role);
        }

        await transaction.CommitAsync(cancellationToken);
        return applied;
    }

    private static string Revoke(string role) => $"""
        REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role};
        REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {role};
        REVOKE ALL ON ALL FUNCTIONS IN SCHEMA public FROM {role};

        """;

    private static async Task<bool> ExistsAsync(NpgsqlConnection connection, string role, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = $1)", connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = role });
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
