namespace Pipeline.Hosting.Worker;

/// <summary>
/// Limits the lines per minute of each log event (category and id) to <see cref="MaxLines"/>, so that a repeated fault does not fill
/// the disk or hide others. Then one line tells how many lines were left out. Metrics still count everything.
/// </summary>
/// <param name="inner">Writes the lines.</param>
/// <param name="time">Clock.</param>
internal sealed class LogRateLimiter(ILoggerProvider inner, TimeProvider time) : ILoggerProvider, ISupportExternalScope
{
    /// <summary>Maximum lines per event and minute: enough for one line per partition of a member.</summary>
    public const int MaxLines = 20;

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

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var (write, leftOut) = _minutes.GetOrAdd(eventId.Id, static _ => new()).Take(time, left => Report(eventId.Id, left));
            if (leftOut > 0)
                Report(eventId.Id, leftOut);
            if (write)
                log.Log(logLevel, eventId, state, exception, formatter);
        }

        private void Report(int eventId, long lines) => log.LinesLeftOut(lines, eventId, Window.TotalSeconds);
    }

    /// <summary>The lines of one event since its minute began.</summary>
    private sealed class Minute
    {
        private readonly Lock _lock = new();
        private ITimer? _end;
        private long _began;
        private long _lines;

        /// <summary>Counts one line.</summary>
        /// <returns>Whether to write the line, and how many earlier lines were left out and not reported yet.</returns>
        public (bool Write, long LeftOut) Take(TimeProvider time, Action<long> report)
        {
            lock (_lock)
            {
                var leftOut = 0L;
                if (_lines == 0 || time.GetElapsedTime(_began) >= Window)
                {
                    leftOut = Close();
                    _began = time.GetTimestamp();
                }

                // The timer reports left-out lines even if no further line follows.
                if (++_lines == MaxLines + 1)
                    _end = time.CreateTimer(_ => End(report), null, Window - time.GetElapsedTime(_began), Timeout.InfiniteTimeSpan);
                return (_lines <= MaxLines, leftOut);
            }
        }

        private void End(Action<long> report)
        {
            long leftOut;
            lock (_lock)
                leftOut = Close();
            if (leftOut > 0)
                report(leftOut);
        }

        private long Close()
        {
            _end?.Dispose();
            _end = null;
            var leftOut = Math.Max(0, _lines - MaxLines);
            _lines = 0;
            return leftOut;
        }
    }
}
