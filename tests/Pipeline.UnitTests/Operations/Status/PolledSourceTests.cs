using Microsoft.Extensions.Time.Testing;
using Pipeline.Operations.Status;

namespace Pipeline.UnitTests.Operations.Status;

public sealed class PolledSourceTests : IDisposable
{
    private static readonly TimeSpan WaitTimeout = TimeSpan.FromMilliseconds(800);
    private readonly FakeTimeProvider _time = new(Seen.Noon);
    private readonly Queue<TaskCompletionSource<string>> _questions = new();
    private readonly SemaphoreSlim _asked = new(0);
    private readonly PolledSource<string> _source;

    public PolledSourceTests() => _source = new(AskAsync, static e => e.Message, WaitTimeout, _time);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _asked.Dispose();

    [Fact]
    public async Task Answer_is_kept_with_its_time()
    {
        var reading = _source.ReadAsync(Token);
        (await QuestionAsync()).SetResult("fine");
        Assert.Equal(new("fine", Seen.Noon, null), await reading);
    }

    [Fact]
    public async Task Failure_leaves_the_last_answer_which_is_old_then()
    {
        await Answer("fine");
        _time.Advance(TimeSpan.FromSeconds(5));
        var failed = await Fail("connection refused");
        Assert.Equal(("fine", "connection refused", true), (failed.Value, failed.Fault, failed.IsStale));
        Assert.Equal(TimeSpan.FromSeconds(5), failed.AgeAt(_time.GetUtcNow()));
        Assert.Equal(new("fine again", _time.GetUtcNow(), null), await Answer("fine again"));
    }

    [Fact]
    public async Task Source_that_hangs_is_waited_for_no_longer_than_the_patience_and_asked_once()
    {
        var first = _source.ReadAsync(Token);
        var question = await QuestionAsync();
        _time.Advance(WaitTimeout);
        Assert.Equal("no answer within 0.8 s", (await first).Fault);

        var second = _source.ReadAsync(Token);
        Assert.Empty(_questions);
        question.SetResult("late");
        Assert.Equal(("late", null), ((await second).Value, (await second).Fault));
        await Answer("prompt");
    }

    [Fact]
    public async Task Settled_only_when_the_open_question_has_ended_well_or_not()
    {
        Assert.True(_source.DrainAsync().IsCompleted);
        var reading = _source.ReadAsync(Token);
        var question = await QuestionAsync();
        _time.Advance(WaitTimeout);
        await reading;
        var settled = _source.DrainAsync();
        Assert.False(settled.IsCompleted);
        question.SetException(new IOException("too late"));
        await settled.WaitAsync(TimeSpan.FromSeconds(10), Token);
    }

    private Task<Reading<string>> Answer(string text) => Reply(q => q.SetResult(text));

    private Task<Reading<string>> Fail(string text) => Reply(q => q.SetException(new IOException(text)));

    private async Task<Reading<string>> Reply(Action<TaskCompletionSource<string>> reply)
    {
        var reading = _source.ReadAsync(Token);
        reply(await QuestionAsync());
        return await reading;
    }

    private async Task<TaskCompletionSource<string>> QuestionAsync()
    {
        await _asked.WaitAsync(Token);
        lock (_questions)
            return _questions.Dequeue();
    }

    private Task<string> AskAsync(CancellationToken cancellationToken)
    {
        var question = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_questions)
            _questions.Enqueue(question);
        _asked.Release();
        return question.Task;
    }
}
