using System.Net.Sockets;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Pipeline.Postgres.Sink;
using Pipeline.Streams.Faults;

namespace Pipeline.UnitTests.Postgres;

public sealed class PostgresFaultsTests
{
    private const string Quoting = "Failing row contains (u_1, 김하늘, sky@example.com)";

    [Theory]
    [InlineData("57014", "statement_timeout")]
    [InlineData("53100", "server_resources")]
    [InlineData("23505", "constraint")]
    public void The_SQLSTATE_is_found_however_deep_it_lies(string sqlState, string name)
    {
        var cause = Server(sqlState);
        Exception[] wrapped =
        [
            cause, new DbUpdateException("saving", cause),
            new InvalidOperationException("an attempt", new DbUpdateException("saving", cause)),
            new NpgsqlException("while reading", cause),
        ];
        Assert.All(wrapped, e => Assert.Equal((name, sqlState), (PostgresFaults.Of(e)?.Name, PostgresFaults.SqlState(e))));
    }

    [Fact]
    public void A_connection_that_fails_or_breaks_is_the_databases_state()
    {
        Exception[] broken =
        [
            new NpgsqlException("Failed to connect", new SocketException((int)SocketError.ConnectionRefused)),
            new NpgsqlException("Exception while reading", new TimeoutException()), new SocketException((int)SocketError.ConnectionReset),
            new IOException("Unable to read"), new TimeoutException(),
        ];
        Assert.All(broken, static e =>
            Assert.Equal(("connection", FaultAction.OpenBreaker), (PostgresFaults.Of(e)?.Name, PostgresFaults.Of(e)?.Action)));
        Assert.All(broken, static e => Assert.Null(PostgresFaults.SqlState(e)));
    }

    [Fact]
    public void A_bug_and_a_cancellation_are_not_the_databases_doing()
    {
        Exception[] others =
        [
            new InvalidOperationException(), new OperationCanceledException(), new TaskCanceledException(), new FormatException(),
            new KeyNotFoundException(), new DbUpdateConcurrencyException("an older state"),
        ];
        Assert.All(others, static e => Assert.Null(PostgresFaults.Of(e)));
    }

    [Fact]
    public void What_the_server_quotes_of_a_row_does_not_get_into_a_message()
    {
        var cause = new PostgresException(Quoting, "ERROR", "ERROR", "23514", detail: Quoting);
        var wrapped = PostgresFaults.Wrap(new DbUpdateException(Quoting, cause), PostgresFaults.Of(cause)!);
        Assert.Equal("constraint: SQLSTATE 23514", wrapped.Message);
        Assert.Equal(("23514", FaultAction.DeadLetter), (wrapped.SqlState, wrapped.Fault.Action));
    }

    [Fact]
    public void A_state_of_the_database_is_told_in_the_servers_words()
    {
        var cause = Server("57014");
        var wrapped = PostgresFaults.Wrap(cause, PostgresFaults.Of(cause)!);
        Assert.Equal("statement_timeout: 57014: the server's words", wrapped.Message);
        Assert.Same(cause, wrapped.InnerException);
    }

    private static PostgresException Server(string sqlState) => new("the server's words", "ERROR", "ERROR", sqlState);
}
