namespace Pipeline.Hosting.Health;

/// <summary>Live: the member has polled within the last minute. It polls several times per second, even without servers.</summary>
public sealed class PollHealth(TimeProvider time) : IHealthCheck
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);
    private MemberStatus? _member;

    /// <summary>Includes the member's polling in the result.</summary>
    public void Watch(MemberStatus member) => Volatile.Write(ref _member, member);

    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var silent = Volatile.Read(ref _member)?.SinceLastPoll(time) ?? TimeSpan.Zero;
        return Task.FromResult(silent < Longest
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy($"the consumer has not polled for {silent.TotalSeconds:0} s"));
    }
}
