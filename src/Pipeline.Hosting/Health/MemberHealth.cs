using Microsoft.Extensions.Diagnostics.HealthChecks;
using Pipeline.Hosting.Resilience;
using Pipeline.Hosting.Startup;
using Pipeline.Kafka.Consuming;
using Pipeline.Operations.Status;
using Pipeline.Streams.Faults;

namespace Pipeline.Hosting.Health;

/// <summary>
/// Ready: the servers were found and no partition stands still for good. Servers that are away make a process degraded, not
/// unhealthy: restarting it would cure nothing.
/// </summary>
public sealed class MemberHealth(StartupGate gate) : IHealthCheck
{
    private MemberStatus? _member;
    private ConsecutiveFailureBreaker? _breaker;

    /// <summary>Has the member's state in the report.</summary>
    public void Watch(MemberStatus member) => Volatile.Write(ref _member, member);

    /// <summary>Has the breaker's state in the report.</summary>
    public void Watch(ConsecutiveFailureBreaker breaker) => Volatile.Write(ref _breaker, breaker);

    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(Check(Volatile.Read(ref _member)));

    private HealthCheckResult Check(MemberStatus? member)
    {
        if (!gate.IsOpen)
            return gate.WaitingFor is { } waiting ? HealthCheckResult.Degraded(waiting) : HealthCheckResult.Unhealthy("starting");
        if (member?.Problem is { } problem)
            return HealthCheckResult.Unhealthy(problem);
        if (Volatile.Read(ref _breaker) is { State: not BreakerState.Closed } breaker)
            return HealthCheckResult.Degraded($"the breaker is {breaker.State}: partitions are paused until the database takes batches again");
        return HealthCheckResult.Healthy(member is null ? null : $"{member.Assigned} partitions assigned");
    }
}
