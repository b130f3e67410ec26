using Pipeline.Operations.Status;
using Polly.Timeout;

namespace Pipeline.UnitTests.Hosting;

public sealed class ConsecutiveFailureBreakerTests : IDisposable
{
    private readonly BreakerUnderTest _breaker = new();

    public void Dispose() => _breaker.Dispose();

    [Fact]
    public async Task It_opens_at_the_fifth_failure_in_a_row_and_not_at_the_fourth()
    {
        await _breaker.FailAsync(4);
        Assert.Equal(BreakerState.Closed, _breaker.State);
        await _breaker.FailAsync();
        Assert.Equal(BreakerState.Open, _breaker.State);
    }

    [Fact]
    public async Task Its_history_says_what_it_changed_to_and_when()
    {
        Assert.Empty(_breaker.Breaker.History.Changes);
        var opened = _breaker.Time.GetUtcNow();
        await _breaker.FailAsync(5);
        Assert.Equal(5, _breaker.Breaker.Failures);
        _breaker.Time.Advance(BreakerUnderTest.LongestOpen);
        await _breaker.SucceedAsync();
        var now = _breaker.Time.GetUtcNow();
        Assert.Equal(
            [new(BreakerState.Open, opened), new(BreakerState.Probing, now), new(BreakerState.Closed, now)],
            _breaker.Breaker.History.Changes);
        Assert.Equal(0, _breaker.Breaker.Failures);
    }

    [Fact]
    public void History_keeps_the_last_changes_and_no_repetitions()
    {
        var history = new BreakerHistory();
        for (var i = 0; i < 50; i++)
        {
            history.Add(i % 2 == 0 ? BreakerState.Open : BreakerState.Probing, DateTimeOffset.UnixEpoch.AddSeconds(i));
            history.Add(i % 2 == 0 ? BreakerState.Open : BreakerState.Probing, DateTimeOffset.UnixEpoch.AddSeconds(i + 0.5));
        }

        Assert.Equal(BreakerHistory.Kept, history.Changes.Count);
        Assert.Equal(DateTimeOffset.UnixEpoch.AddSeconds(49), history.Changes[^1].At);
        Assert.Equal(DateTimeOffset.UnixEpoch.AddSeconds(30), history.Changes[0].At);
    }

    [Fact]
    public async Task One_success_resets_the_count()
    {
        await _breaker.FailAsync(4);
        Assert.Equal(1, await _breaker.SucceedAsync());
        await _breaker.FailAsync(4);
        Assert.Equal(BreakerState.Closed, _breaker.State);
        await _breaker.FailAsync();
        Assert.Equal(BreakerState.Open, _breaker.State);
    }

    [Fact]
    public async Task A_database_that_refuses_a_row_has_answered()
    {
        await _breaker.FailAsync(4);
        await _breaker.RefuseRowAsync();
        await _breaker.FailAsync(4);
        Assert.Equal(BreakerState.Closed, _breaker.State);
    }

    [Fact]
    public async Task An_attempt_that_was_cancelled_says_nothing_about_the_database()
    {
        await _breaker.FailAsync(4);
        using var stopping = new CancellationTokenSource();
        var cancelled = _breaker.AttemptAsync(Hang, stopping.Token);
        await stopping.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        await _breaker.FailAsync();
        Assert.Equal(BreakerState.Open, _breaker.State);
    }

    [Fact]
    public async Task While_it_is_open_no_attempt_gets_through()
    {
        await _breaker.FailAsync(5);
        var waiting = _breaker.AttemptAsync(static _ => throw new InvalidOperationException("let through"));
        _breaker.Time.Advance(BreakerUnderTest.OpenFor - TimeSpan.FromMilliseconds(1));
        Assert.False(waiting.IsCompleted);
        Assert.Equal(BreakerState.Open, _breaker.State);
    }

    [Fact]
    public async Task It_probes_after_the_open_time_and_a_tenth_of_it_at_most()
    {
        var lengths = new List<TimeSpan>();
        for (var round = 0; round < 20; round++)
        {
            using var breaker = new BreakerUnderTest();
            await breaker.FailAsync(5);
            var open = breaker.Time.GetTimestamp();
            while (breaker.State == BreakerState.Open && breaker.Time.GetElapsedTime(open) < TimeSpan.FromMinutes(1))
                breaker.Time.Advance(TimeSpan.FromMilliseconds(50));
            lengths.Add(breaker.Time.GetElapsedTime(open));
        }

        Assert.All(lengths, static length =>
            Assert.InRange(length, BreakerUnderTest.OpenFor, BreakerUnderTest.LongestOpen + TimeSpan.FromMilliseconds(50)));
    }

    [Fact]
    public async Task One_probe_goes_through_though_several_wait_and_its_success_lets_the_others_go()
    {
        await _breaker.FailAsync(5);
        var answer = new TaskCompletionSource<int>();
        int begun = 0, tooEarly = 0;
        Task<int> Attempt() => _breaker.AttemptAsync(_ =>
        {
            if (Interlocked.Increment(ref begun) > 1 && !answer.Task.IsCompleted)
                Interlocked.Increment(ref tooEarly);
            return answer.Task;
        });
        List<Task<int>> attempts = [Attempt(), Attempt(), Attempt(), Attempt(), Attempt()];
        Assert.Equal(0, begun);
        _breaker.Time.Advance(BreakerUnderTest.LongestOpen);
        await Eventually.HoldsSoonAsync("the probe begins", () => Volatile.Read(ref begun) > 0);
        attempts.Add(Attempt());
        Assert.Equal((1, BreakerState.Probing), (Volatile.Read(ref begun), _breaker.State));

        answer.SetResult(9);
        Assert.All(await Task.WhenAll(attempts).WaitAsync(TimeSpan.FromSeconds(10)), static result => Assert.Equal(9, result));
        Assert.Equal((6, 0, BreakerState.Closed), (begun, tooEarly, _breaker.State));
    }

    [Fact]
    public async Task A_failed_probe_opens_it_again_for_a_full_period()
    {
        await _breaker.OpenUntilProbeAsync();
        await _breaker.FailAsync();
        Assert.Equal(BreakerState.Open, _breaker.State);
        _breaker.Time.Advance(BreakerUnderTest.OpenFor - TimeSpan.FromMilliseconds(1));
        Assert.Equal(BreakerState.Open, _breaker.State);
        _breaker.Time.Advance(BreakerUnderTest.LongestOpen - BreakerUnderTest.OpenFor + TimeSpan.FromMilliseconds(1));
        await _breaker.SucceedAsync();
        Assert.Equal(BreakerState.Closed, _breaker.State);
    }

    [Fact]
    public async Task After_a_successful_probe_it_takes_five_failures_again()
    {
        await _breaker.OpenUntilProbeAsync();
        await _breaker.SucceedAsync();
        await _breaker.FailAsync(4);
        Assert.Equal(BreakerState.Closed, _breaker.State);
        await _breaker.FailAsync();
        Assert.Equal(BreakerState.Open, _breaker.State);
    }

    [Fact]
    public async Task A_probe_whose_row_is_refused_has_shown_that_the_database_answers()
    {
        await _breaker.OpenUntilProbeAsync();
        await _breaker.RefuseRowAsync();
        Assert.Equal(BreakerState.Closed, _breaker.State);
    }

    [Fact]
    public async Task A_probe_that_hangs_is_ended_by_the_timeout_and_counts_as_failed()
    {
        await _breaker.OpenUntilProbeAsync();
        var probe = _breaker.AttemptAsync(Hang);
        _breaker.Time.Advance(BreakerUnderTest.AttemptTimeout);
        await Assert.ThrowsAsync<TimeoutRejectedException>(() => probe);
        Assert.Equal(BreakerState.Open, _breaker.State);
    }

    [Fact]
    public async Task A_cancelled_probe_gives_its_place_to_another()
    {
        await _breaker.OpenUntilProbeAsync();
        using var stopping = new CancellationTokenSource();
        var probe = _breaker.AttemptAsync(Hang, stopping.Token);
        var next = _breaker.SucceedAsync();
        Assert.False(next.IsCompleted);
        await stopping.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => probe);
        Assert.Equal(1, await next.WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.Equal(BreakerState.Closed, _breaker.State);
    }

    [Fact]
    public async Task Waiting_can_be_given_up()
    {
        await _breaker.FailAsync(5);
        using var stopping = new CancellationTokenSource();
        var waiting = _breaker.AttemptAsync(Hang, stopping.Token);
        await stopping.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task An_attempt_waits_while_those_in_flight_could_open_it_and_goes_on_when_one_of_them_succeeds()
    {
        await _breaker.FailAsync(2);
        TaskCompletionSource<int>[] answers = [new(), new(), new()];
        var inFlight = answers.Select(answer => _breaker.AttemptAsync(_ => answer.Task)).ToList();
        var next = _breaker.SucceedAsync();
        Assert.False(next.IsCompleted);
        answers[0].SetResult(1);
        Assert.Equal(1, await next.WaitAsync(TimeSpan.FromSeconds(10)));
        answers[1].SetException(new TimeoutException());
        await Assert.ThrowsAsync<TimeoutException>(() => inFlight[1]);
        Assert.Equal((BreakerState.Closed, 1), (_breaker.State, _breaker.Breaker.Failures));
        answers[2].SetResult(1);
        await Task.WhenAll(inFlight[0], inFlight[2]);
    }

    [Fact]
    public async Task Attempts_of_several_partitions_at_once_open_it_after_exactly_five()
    {
        for (var round = 0; round < 500; round++)
        {
            using var breaker = new BreakerUnderTest();
            using var stopping = new CancellationTokenSource();
            using var start = new Barrier(8);
            var begun = 0;
            var partitions = Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
            {
                start.SignalAndWait(TestContext.Current.CancellationToken);
                while (!stopping.IsCancellationRequested)
                    await Assert.ThrowsAnyAsync<Exception>(() => breaker.AttemptAsync(FailLater, stopping.Token));
            })).ToList();
            await Eventually.HoldsSoonAsync("the breaker opens", () => breaker.State == BreakerState.Open);
            await stopping.CancelAsync();
            await Task.WhenAll(partitions);
            Assert.Equal((5, 5), (begun, breaker.Breaker.Failures));

            async Task<int> FailLater(CancellationToken cancellationToken)
            {
                Interlocked.Increment(ref begun);
                await Task.Yield();
                throw new TimeoutException();
            }
        }
    }

    private static async Task<int> Hang(CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.Infinite, cancellationToken);
        return 0;
    }
}
