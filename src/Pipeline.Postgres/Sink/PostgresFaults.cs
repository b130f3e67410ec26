namespace Pipeline.Postgres.Sink;

/// <summary>
/// Maps exceptions to the fault table. Rejected: Npgsql's IsTransient, which is false for a statement timeout or a full disk.
/// </summary>
public static class PostgresFaults
{
    /// <summary>SQLSTATE for all connection problems without an answer from the server.</summary>
    private const string ConnectionFailure = "08006";

    /// <summary>The entry of the fault table; null for other exceptions, such as a bug or a cancellation.</summary>
    public static Fault? Of(Exception exception)
    {
        if (SqlState(exception) is { } sqlState)
            return FaultTable.OfSqlState(sqlState);
        // Checks all inner exceptions, because Entity Framework wraps them in an InvalidOperationException.
        for (var e = exception; e is not null; e = e.InnerException)
        {
            if (e is NpgsqlException or SocketException or IOException or TimeoutException)
                return FaultTable.OfSqlState(ConnectionFailure);
        }

        return null;
    }

    /// <summary>
    /// Wraps the exception with its entry of the fault table. If a row is the cause, the message leaves out the server's text, which
    /// can contain values of the row.
    /// </summary>
    public static SinkFaultException Wrap(Exception cause, Fault fault) => fault.Action == FaultAction.DeadLetter
        ? new(fault, SqlState(cause), $"{fault.Name}: SQLSTATE {SqlState(cause)}", cause)
        : new(fault, SqlState(cause), $"{fault.Name}: {Innermost(cause).Message.TrimEnd('.')}", cause);

    /// <summary>SQLSTATE of the server; null if the server did not answer.</summary>
    public static string? SqlState(Exception exception)
    {
        for (var e = exception; e is not null; e = e.InnerException)
        {
            if (e is PostgresException postgres)
                return postgres.SqlState;
        }

        return null;
    }

    private static Exception Innermost(Exception e)
    {
        while (e.InnerException is not null)
            e = e.InnerException;
        return e;
    }
}
