using System.Net.Sockets;
using Npgsql;
using Pipeline.Streams.Delivery;
using Pipeline.Streams.Faults;
using Pipeline.Streams.Telemetry;

namespace Pipeline.Postgres.Sink;

/// <summary>
/// From exception to line of the fault table. Npgsql's IsTransient is not asked: it takes a statement timeout or a full disk
/// for the statement's own fault.
/// </summary>
public static class PostgresFaults
{
    /// <summary>SQLSTATE class 08 stands for whatever happened to the connection, on either side.</summary>
    private const string ConnectionFailure = "08006";

    /// <summary>The line of the fault table, or null for what is not the database's doing (a bug, a cancellation).</summary>
    public static Fault? Of(Exception exception)
    {
        if (SqlState(exception) is { } sqlState)
            return FaultTable.OfSqlState(sqlState);
        // At any depth: Entity Framework wraps a broken connection into an InvalidOperationException.
        for (var e = exception; e is not null; e = e.InnerException)
        {
            if (e is NpgsqlException or SocketException or IOException or TimeoutException)
                return FaultTable.OfSqlState(ConnectionFailure);
        }

        return null;
    }

    /// <summary>The exception that carries the line to whoever decides. Where the row is at fault the server's text may quote it, so it stays out.</summary>
    public static SinkFaultException Wrap(Exception cause, Fault fault) => fault.Action == FaultAction.DeadLetter
        ? new(fault, SqlState(cause), $"{fault.Name}: SQLSTATE {SqlState(cause)}", cause)
        : new(fault, SqlState(cause), $"{fault.Name}: {Innermost(cause).Message.TrimEnd('.')}", cause);

    /// <summary>SQLSTATE of the server's answer, where there was one.</summary>
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
