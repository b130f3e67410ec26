namespace Pipeline.Hosting.Resilience;

/// <summary>Builds every Polly pipeline of the program.</summary>
internal static class ResiliencePipelines
{
    /// <summary>
    /// Retries without limit. The first delay is 100 ms, each further delay twice as long, up to 2 s. An exception that is not retried,
    /// or is thrown after cancellation, is rethrown unchanged.
    /// </summary>
    /// <param name="isRetried">Gets the exception and the operation key. Called once per failed attempt, not after cancellation.</param>
    /// <param name="time">Clock of the delays.</param>
    public static ResiliencePipeline Retry(Func<Exception, string?, bool> isRetried, TimeProvider time) =>
        new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = int.MaxValue,
                BackoffType = DelayBackoffType.Exponential,
                Delay = TimeSpan.FromMilliseconds(100),
                MaxDelay = TimeSpan.FromSeconds(2),
                ShouldHandle = args => new(
                    args is { Outcome.Exception: { } e, Context: { CancellationToken.IsCancellationRequested: false } context }
                    && isRetried(e, context.OperationKey)),
            })
            .Build();

    /// <summary>One attempt with a timeout, rejected while <paramref name="circuit"/> is isolated. Failures do not open it.</summary>
    public static ResiliencePipeline Attempt(CircuitBreakerManualControl circuit, TimeSpan timeout, TimeProvider time) =>
        new ResiliencePipelineBuilder { TimeProvider = time }
            .AddCircuitBreaker(new() { ManualControl = circuit, ShouldHandle = static _ => PredicateResult.False() })
            .AddTimeout(timeout)
            .Build();
}
