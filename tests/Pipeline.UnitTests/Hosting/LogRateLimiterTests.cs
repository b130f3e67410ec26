using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Pipeline.Hosting.Worker;

namespace Pipeline.UnitTests.Hosting;

public sealed class LogRateLimiterTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly WrittenLines _written = new();
    private readonly LogRateLimiter _limit;
    private readonly ILogger _log;

    public LogRateLimiterTests()
    {
        _limit = new(_written, _time);
        _log = _limit.CreateLogger("Pipeline");
    }

    [Fact]
    public void The_first_lines_of_a_minute_are_written_and_the_rest_are_counted_when_it_is_over()
    {
        Say(1, LogRateLimiter.MaxLines + 5);
        Assert.Equal(LogRateLimiter.MaxLines, _written.Lines.Count);
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("5 more lines of event 1 in the last 60 s were left out", _written.Lines[^1]);
        Assert.Equal(LogRateLimiter.MaxLines + 1, _written.Lines.Count);
    }

    [Fact]
    public void A_minute_later_it_is_written_again()
    {
        Say(1, LogRateLimiter.MaxLines + 1);
        _time.Advance(TimeSpan.FromSeconds(61));
        _written.Lines.Clear();
        Say(1, 1);
        Assert.Equal(["line 0 of 1"], _written.Lines);
    }

    [Fact]
    public void One_event_that_repeats_hides_no_other()
    {
        Say(1, LogRateLimiter.MaxLines * 10);
        Say(2, 1);
        Say(_limit.CreateLogger("Other"), 1, "of another category");
        Assert.Equal(["line 0 of 2", "of another category"], _written.Lines.TakeLast(2));
    }

    [Fact]
    public void Few_lines_are_never_followed_by_a_count()
    {
        Say(1, LogRateLimiter.MaxLines);
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(LogRateLimiter.MaxLines, _written.Lines.Count);
    }

    public void Dispose() => _limit.Dispose();

    private void Say(int eventId, int lines)
    {
        for (var i = 0; i < lines; i++)
            Say(_log, eventId, $"line {i} of {eventId}");
    }

    private static void Say(ILogger log, int eventId, string line) =>
        log.Log(LogLevel.Warning, new EventId(eventId), line, null, static (text, _) => text);

    private sealed class WrittenLines : ILoggerProvider, ILogger
    {
        public List<string> Lines { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Add(formatter(state, exception));

        public void Dispose()
        {
        }
    }
}
