using Pipeline.Hosting.Resilience;

namespace Pipeline.Hosting.Reporting;

/// <summary>Creates the report of this process on request. Between requests it only counts latencies. Thread-safe.</summary>
public sealed class WorkerReporter(TimeProvider time) : IDisposable
{
    private readonly DateTimeOffset _startedAt = time.GetUtcNow();
    private readonly EffectLatencies _latencies = new();
    private readonly Lock _lock = new();
    private readonly List<Member> _members = [];

    /// <summary>Includes a member in the report.</summary>
    public void Watch(string group, string topic, MemberStatus status, ConsecutiveFailureBreaker breaker)
    {
        lock (_lock)
            _members.Add(new(group, topic, status, breaker));
    }

    /// <summary>The current report.</summary>
    public WorkerReport Report()
    {
        lock (_lock)
        {
            return new(
                AppDomain.CurrentDomain.FriendlyName, Environment.MachineName, _startedAt,
                _members.ConvertAll(static m => m.Report()), _latencies.Report());
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _latencies.Dispose();

    private sealed record Member(string Group, string Topic, MemberStatus Status, ConsecutiveFailureBreaker Breaker)
    {
        public MemberReport Report() => new(
            Group, Topic, Status.Partitions, Status.Problem, new(Breaker.State, Breaker.Failures, Breaker.History.Changes));
    }
}
