using Microsoft.Extensions.Time.Testing;
using Pipeline.Dashboard.Actions;

namespace Pipeline.UnitTests.Dashboard;

public sealed class SingleFlightActionTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly SingleFlightAction<string> _action;

    public SingleFlightActionTests() => _action = new(static e => $"failed: {e.Message}", _time);

    public ValueTask DisposeAsync() => _action.DisposeAsync();

    [Fact]
    public async Task It_runs_once_at_a_time_and_raises_an_event_per_change()
    {
        var changes = 0;
        _action.Changed += (_, _) => Interlocked.Increment(ref changes);
        var work = new TaskCompletionSource<string>();
        Assert.True(_action.TryStart(_ => work.Task));
        Assert.False(_action.TryStart(static _ => Task.FromResult("second")));
        Assert.True(_action.State.IsRunning);
        work.SetResult("first");
        await _action.Ended();
        Assert.Equal(("first", false, null), (_action.State.Result, _action.State.IsRunning, _action.State.Fault));
        Assert.Equal(2, changes);
        Assert.True(_action.TryStart(static _ => Task.FromResult("third")));
        await _action.Ended();
        Assert.Equal("third", _action.State.Result);
    }

    [Fact]
    public async Task A_result_of_another_process_is_adopted_when_it_is_newer_and_nothing_runs()
    {
        _action.Adopt("elsewhere", _time.GetUtcNow());
        Assert.Equal(("elsewhere", false, _time.GetUtcNow()), (_action.State.Result, _action.State.IsRunning, _action.State.EndedAt));
        _action.Adopt("older", _time.GetUtcNow().AddSeconds(-1));
        Assert.Equal("elsewhere", _action.State.Result);

        var work = new TaskCompletionSource<string>();
        _action.TryStart(_ => work.Task);
        _action.Adopt("meanwhile", _time.GetUtcNow().AddSeconds(1));
        Assert.True(_action.State.IsRunning);
        work.SetResult("here");
        await _action.Ended();
        Assert.Equal("here", _action.State.Result);
    }

    [Fact]
    public async Task Disposal_cancels_the_work_and_waits_for_it()
    {
        var cancelled = new TaskCompletionSource();
        var hasRecorded = false;
        _action.TryStart(async token =>
        {
            token.Register(cancelled.SetResult);
            await cancelled.Task;
            await Task.Yield();
            hasRecorded = true;
            return "recorded";
        });
        await _action.DisposeAsync();
        Assert.True(hasRecorded);
    }

    [Fact]
    public async Task A_failed_run_has_a_fault_and_the_next_run_can_start()
    {
        Assert.True(_action.TryStart(static _ => throw new IOException("no room")));
        await _action.Ended();
        Assert.Equal((null, "failed: no room"), (_action.State.Result, _action.State.Fault));
        Assert.True(_action.TryStart(static _ => Task.FromResult("well")));
        await _action.Ended();
        Assert.Equal(("well", null), (_action.State.Result, _action.State.Fault));
    }
}
