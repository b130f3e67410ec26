using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Pipeline.Hosting.Worker;

/// <summary>
/// A fault that repeats fills no disk and hides no other: of each event (category and id) the first <see cref="LinesAtMost"/> lines
/// of a minute are written, then one that says how many were left out. In one place for all projects; the metrics count everything.
/// </summary>
/// <param name="inner">Writes.</param>
/// <param name="time">Clock.</param>
internal sealed class LogRateLimiter(ILoggerProvider inner, TimeProvider time) : ILoggerProvider, ISupportExternalScope
{
    /// <summary>Lines of one event in a minute: enough for every partition of a member, few enough to read.</summary>
    public const int LinesAtMost = 20;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    public ILogger CreateLogger(string categoryName) => new Limited(inner.CreateLogger(categoryName), time);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => (inner as ISupportExternalScope)?.SetScopeProvider(scopeProvider);

    public void Dispose() => inner.Dispose();

    private sealed class Limited(ILogger log, TimeProvider time) : ILogger
    {
        private readonly ConcurrentDictionary<int, Minute> _minutes = new();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => log.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => log.IsEnabled(logLevel);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var (write, leftOut) = _minutes.GetOrAdd(eventId.Id, static _ => new()).Take(time, left => Say(eventId.Id, left));
            if (leftOut > 0)
                Say(eventId.Id, leftOut);
            if (write)
                log.Log(logLevel, eventId, state, exception, formatter);
        }

        private void Say(int eventId, long lines) => log.LinesLeftOut(lines, eventId, Window.TotalSeconds);
    }

    /// <summary>The lines of one event since its minute began.</summary>
    private sealed class Minute
    {
        private readonly Lock _lock = new();
        private ITimer? _end;
        private long _began;
        private long _lines;

        /// <summary>One more line.</summary>
        /// <returns>Whether to write it, and how many were left out before it and are not told yet.</returns>
        public (bool Write, long LeftOut) Take(TimeProvider time, Action<long> tell)
        {
            lock (_lock)
            {
                var leftOut = 0L;
                if (_lines == 0 || time.GetElapsedTime(_began) >= Window)
                {
                    leftOut = Close();
                    _began = time.GetTimestamp();
                }

                // The first that is left out sees to it that it is told, also when no other follows.
                if (++_lines == LinesAtMost + 1)
                    _end = time.CreateTimer(_ => End(tell), null, Window - time.GetElapsedTime(_began), Timeout.InfiniteTimeSpan);
                return (_lines <= LinesAtMost, leftOut);
            }
        }

        private void End(Action<long> tell)
        {
            long leftOut;
            lock (_lock)
                leftOut = Close();
            if (leftOut > 0)
                tell(leftOut);
        }

        private long Close()
        {
            _end?.Dispose();
            _end = null;
            var leftOut = Math.Max(0, _lines - LinesAtMost);
            _lines = 0;
            return leftOut;
        }
    }
}
