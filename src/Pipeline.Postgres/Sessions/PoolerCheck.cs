namespace Pipeline.Postgres.Sessions;

/// <summary>
/// Refuses a pooler, such as PgBouncer, in transaction or statement mode. Such a pooler runs each transaction in any session, so settings,
/// prepared statements, advisory locks and notifications do not work. Session mode works.
/// </summary>
internal sealed class PoolerCheck(string connectionString)
{
    /// <summary>More than one, because between two queries other clients can change which session is free.</summary>
    private const int Rounds = 5;

    private bool _keepsSessions;

    /// <exception cref="StartupRefusedException">A session serves two connections, or a connection has two sessions.</exception>
    public async Task CheckAsync(NpgsqlConnection connection)
    {
        // At login, a pooler sends a process id of its own instead of the session's.
        if (_keepsSessions || await SessionAsync(connection) == connection.ProcessID)
            return;
        await using var second = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await second.OpenAsync();
        var (ofFirst, ofSecond) = (new HashSet<int>(), new HashSet<int>());
        for (var i = 0; i < Rounds; i++)
        {
            ofFirst.Add(await SessionAsync(connection));
            ofSecond.Add(await SessionAsync(second));
        }

        if (ofFirst.Count > 1 || ofSecond.Count > 1 || ofFirst.Overlaps(ofSecond))
        {
            throw new StartupRefusedException(
                $"PostgreSQL at {connection.Host}:{connection.Port} is behind a pooler in transaction mode, which keeps no sessions: set " +
                "pool_mode = session in the pooler, or POSTGRES_HOST and POSTGRES_PORT to the server itself.", isTransient: false);
        }

        _keepsSessions = true;
    }

    private static async Task<int> SessionAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand("SELECT pg_backend_pid()", connection);
        return (int)(await command.ExecuteScalarAsync())!;
    }
}
