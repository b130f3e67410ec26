using Pipeline.Hosting.Resilience;
using Pipeline.Hosting.Startup;

namespace Pipeline.Hosting.Health;

/// <summary>
/// Ready: the startup checks have passed and no partition is stopped permanently. An unavailable server makes the process
/// degraded, not unhealthy: a restart would not help.
/// </summary>
public sealed class MemberHealth(StartupGate gate) : IHealthCheck
{
    private MemberStatus? _member;
    private ConsecutiveFailureBreaker? _breaker;

    /// <summary>Includes the member's state in the result.</summary>
    public void Watch(MemberStatus member) => Volatile.Write(ref _member, member);

    /// <summary>Includes the breaker's state in the result.</summary>
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
            return HealthCheckResult.Degraded($"breaker {breaker.State}: partitions are paused until the database accepts batches again");
        return HealthCheckResult.Healthy(member is null ? null : $"{member.Assigned} partitions assigned");
    }
}
