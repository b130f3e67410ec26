using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Pipeline.Hosting.Resilience;
using Pipeline.Shop.Records;
using Pipeline.Streams.Definitions;
using Pipeline.Streams.Delivery;
using Pipeline.Testing.Messages;

namespace Pipeline.UnitTests.Hosting;

public sealed class RetryingWriterTests
{
    private static readonly Exception Duplicate = new DbUpdateException(
        "saving", new PostgresException("duplicate key", "ERROR", "ERROR", "23505"));
    private static readonly Exception Broken = new NpgsqlException("connection broke", new IOException());

    [Fact]
    public async Task A_unique_violation_on_the_first_try_is_an_error()
    {
        var writer = new FailingWriter(Duplicate);
        await Assert.ThrowsAsync<DbUpdateException>(() => WriteAsync(writer));
        Assert.Equal(1, writer.Tries);
    }

    [Fact]
    public async Task A_repetition_that_meets_its_own_rows_has_succeeded()
    {
        var writer = new FailingWriter(Broken, Duplicate);
        await WriteAsync(writer);
        Assert.Equal(2, writer.Tries);
    }

    [Fact]
    public async Task Trouble_of_the_database_is_waited_out()
    {
        var writer = new FailingWriter(Broken);
        await WriteAsync(writer);
        Assert.Equal((2, 1), (writer.Tries, writer.Written));
    }

    [Fact]
    public async Task A_row_at_fault_is_an_error_on_a_repetition_too()
    {
        var writer = new FailingWriter(Broken, new PostgresException("out of range", "ERROR", "ERROR", "22003"));
        await Assert.ThrowsAsync<PostgresException>(() => WriteAsync(writer));
        Assert.Equal(2, writer.Tries);
    }

    [Fact]
    public async Task A_bug_is_not_repeated()
    {
        var writer = new FailingWriter(new InvalidOperationException());
        await Assert.ThrowsAsync<InvalidOperationException>(() => WriteAsync(writer));
        Assert.Equal(1, writer.Tries);
    }

    [Fact]
    public async Task A_write_that_was_told_to_stop_is_not_repeated()
    {
        using var stopping = new CancellationTokenSource();
        var writer = new FailingWriter(Broken) { Before = stopping.Cancel };
        await Assert.ThrowsAsync<NpgsqlException>(() => WriteAsync(writer, stopping.Token));
        Assert.Equal(1, writer.Tries);
    }

    [Fact]
    public async Task A_repeated_change_that_finds_itself_written_is_no_error()
    {
        var writer = new FailingWriter(Broken);
        var changed = await new RetryingWriter(writer, NullLogger<RetryingWriter>.Instance).UpdateAsync(
            [new Change<Order>(Sample.Order, Sample.Order, 2)], default);
        Assert.Equal((0, 2), (changed, writer.Tries));
    }

    private static Task WriteAsync(FailingWriter inner, CancellationToken cancellationToken = default) =>
        new RetryingWriter(inner, NullLogger<RetryingWriter>.Instance).WriteAsync([Sample.Order], cancellationToken);

    /// <summary>Fails with the given exceptions, one a try, and then writes.</summary>
    private sealed class FailingWriter(params Exception[] failures) : IRecordWriter
    {
        public int Tries { get; private set; }

        public int Written { get; private set; }

        public Action Before { get; init; } = static () => { };

        /// <summary>The earlier try was committed in spite of its exception: nothing is left to change.</summary>
        public Task<int> UpdateAsync<T>(IReadOnlyList<Change<T>> changes, CancellationToken cancellationToken)
            where T : class =>
            ++Tries <= failures.Length ? Task.FromException<int>(failures[Tries - 1]) : Task.FromResult(0);

        public Task WriteAsync<T>(IReadOnlyList<T> records, CancellationToken cancellationToken)
            where T : class
        {
            Before();
            Tries++;
            if (Tries <= failures.Length)
                return Task.FromException(failures[Tries - 1]);
            Written += records.Count;
            return Task.CompletedTask;
        }
    }
}
