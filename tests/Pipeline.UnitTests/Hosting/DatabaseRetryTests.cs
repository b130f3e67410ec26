using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Pipeline.Hosting.Resilience;

namespace Pipeline.UnitTests.Hosting;

public sealed class DatabaseRetryTests
{
    private readonly NoWaiting _time = new();
    private readonly Lines _log = new();

    [Fact]
    public async Task Pauses_double_from_100_ms_to_2_s_and_have_no_end()
    {
        await RunAsync(new(_log, _time), failures: 100);
        Assert.Equal([100, 200, 400, 800, 1600, .. Enumerable.Repeat(2000.0, 95)], _time.Pauses.Select(static p => p.TotalMilliseconds));
    }

    [Fact]
    public async Task Trouble_is_logged_once_until_an_attempt_succeeds()
    {
        var retry = new DatabaseRetry(_log, _time);
        await RunAsync(retry, failures: 3);
        Assert.StartsWith("Users could not be written: connection: broke", Assert.Single(_log.Said), StringComparison.Ordinal);
        await RunAsync(retry, failures: 2);
        Assert.Equal(2, _log.Said.Count);
    }

    [Fact]
    public async Task Cancelling_ends_a_pause()
    {
        using var stopping = new CancellationTokenSource();
        var retry = new DatabaseRetry(_log, new FakeTimeProvider());
        var running = retry.RunAsync<int>("", static () => throw new NpgsqlException("broke"), stopping.Token);
        Assert.False(running.IsCompleted);
        await stopping.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    private static Task<int> RunAsync(DatabaseRetry retry, int failures) => retry.RunAsync(
        "Users could not be written",
        () => failures-- > 0 ? throw new NpgsqlException("broke") : Task.FromResult(0),
        TestContext.Current.CancellationToken);

    /// <summary>Ends every pause at once.</summary>
    private sealed class NoWaiting : TimeProvider
    {
        public List<TimeSpan> Pauses { get; } = [];

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Pauses.Add(dueTime);
            return base.CreateTimer(callback, state, TimeSpan.Zero, period);
        }
    }

    private sealed class Lines : ILogger
    {
        public List<string> Said { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Said.Add(formatter(state, exception));
    }
}
