namespace Pipeline.Postgres.Schema;

/// <summary>
/// The permissions of the pipeline's roles, which deploy/secure/roles.sql creates. Applied after every migration, to the roles that
/// exist. All permissions are revoked first, so that a role has exactly those listed here. Role names have a prefix, because roles
/// belong to the whole server.
/// </summary>
public static class RoleGrants
{
    /// <summary>Role of the programs that write rows with their events and run the relay.</summary>
    public const string Producer = "pipeline_producer";

    /// <summary>Role of consumers, which write rows, progress, processed events, projections and dead letters.</summary>
    public const string Consumer = "pipeline_consumer";

    /// <summary>Role of the operator commands: verification, status, dead letters, resets. A member of <see cref="Reader"/>.</summary>
    public const string Operator = "pipeline_operator";

    /// <summary>Role that can read all tables.</summary>
    public const string Reader = "pipeline_reader";

    /// <summary>Advisory lock, because concurrent changes of grants fail.</summary>
    private const long GrantsLock = 0x5049_5045_0003;

    private static (string Role, string Grants)[] Roles(StreamRegistry streams) =>
    [
        (Producer, $"""
            {Grants(streams.All.Where(static s => !s.IsFlat).Select(static s => s.Name), Producer)}
            GRANT SELECT, INSERT, DELETE ON outbox TO {Producer};
            GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {Producer};
            GRANT SELECT ON consumer_progress, "__EFMigrationsHistory" TO {Producer};
            """),
        (Consumer, $"""
            {Grants(streams.All.SelectMany(static s => s.Projections.Select(static p => p.Table).Prepend(s.Name)), Consumer)}
            GRANT SELECT, INSERT, UPDATE ON consumer_progress TO {Consumer};
            GRANT SELECT, INSERT ON processed_events, dead_letters TO {Consumer};
            GRANT SELECT ON "__EFMigrationsHistory" TO {Consumer};
            GRANT EXECUTE ON FUNCTION maintain_partitions TO {Consumer};
            """),
        (Operator, $"""
            GRANT INSERT ON dead_letter_replays TO {Operator};
            GRANT DELETE ON dead_letters TO {Operator};
            GRANT UPDATE ON consumer_progress TO {Operator};
            """),
        (Reader, $"""
            GRANT SELECT ON ALL TABLES IN SCHEMA public TO {Reader};
            """),
    ];

    /// <summary>Applies the permissions in one transaction.</summary>
    /// <param name="database">The database, connected as the owner of its tables.</param>
    /// <param name="streams">The streams whose tables the roles use.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The roles that exist on the server.</returns>
    /// <exception cref="PostgresException">The database refuses; SQLSTATE 42501 if the user does not own the tables.</exception>
    public static async Task<IReadOnlyList<string>> ApplyAsync(
        NpgsqlDataSource database, StreamRegistry streams, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await ExecuteAsync(connection, $"SELECT pg_advisory_xact_lock({GrantsLock})", cancellationToken);
        var applied = new List<string>();
        foreach (var (role, grants) in Roles(streams))
        {
            if (!await ExistsAsync(connection, role, cancellationToken))
                continue;
            await ExecuteAsync(connection, Revoke(role) + grants, cancellationToken);
            applied.Add(role);
        }

        await transaction.CommitAsync(cancellationToken);
        return applied;
    }

    private static string Grants(IEnumerable<string> tables, string role) =>
        string.Join(Environment.NewLine, tables.Select(t => $"GRANT SELECT, INSERT, UPDATE ON {t} TO {role};"));

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
