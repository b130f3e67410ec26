using System.Threading.Channels;
using CsCheck;
using Pipeline.Kafka.Producing;
using Pipeline.Shop.Records;
using Pipeline.Streams.Definitions;
using Pipeline.Streams.Delivery;

namespace Pipeline.UnitTests.Kafka;

public sealed class CoalescingPublisherTests : IEventPublisher
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly Channel<string> _asked = Channel.CreateUnbounded<string>();
    private readonly Dictionary<string, TaskCompletionSource<PublishResult>> _answers = new(StringComparer.Ordinal);
    private readonly CoalescingPublisher _publisher;

    public CoalescingPublisherTests() => _publisher = new(this);

    [Fact]
    public async Task A_list_alone_goes_at_once_and_gets_its_result()
    {
        var publishing = Publish("a");
        await AskedAsync("a");
        Answer("a", new(1, "no delivery report yet"));
        Assert.Equal(new(1, "no delivery report yet"), await publishing);
    }

    [Fact]
    public async Task Lists_that_come_during_three_publishes_go_together_when_one_of_them_ends()
    {
        var (underWay, c, d) = (Fill(), Publish("c"), Publish("d"));
        await AskedAsync("1", "2", "3");
        Answer("2");
        await underWay[1];
        await AskedAsync("c", "d");
        Answer("1");
        Answer("3");
        Answer("c");
        Answer("d");
        await Task.WhenAll([.. underWay, c, d]);
    }

    [Fact]
    public async Task A_coalesced_publish_ends_only_when_all_of_its_lists_end()
    {
        var (underWay, c, d) = (Fill(), Publish("c"), Publish("d"));
        await AskedAsync("1", "2", "3");
        Answer("1");
        await underWay[0];
        await AskedAsync("c", "d");
        Answer("c");
        await c;
        var e = Publish("e");
        Assert.False(_asked.Reader.TryPeek(out _));
        Answer("d");
        await d;
        await AskedAsync("e");
        Answer("2");
        Answer("3");
        Answer("e");
        await Task.WhenAll([.. underWay, e]);
    }

    [Fact]
    public async Task A_caller_that_gives_up_holds_no_other_back()
    {
        var underWay = Fill();
        await AskedAsync("1", "2", "3");
        using var gone = new CancellationTokenSource();
        var c = Publish("c", gone.Token);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => c);
        Answer("1");
        await underWay[0];
        var d = Publish("d");
        await AskedAsync("d");
        Answer("2");
        Answer("3");
        Answer("d");
        await Task.WhenAll([.. underWay, d]);
    }

    [Fact]
    public async Task A_publish_that_fails_ends_too()
    {
        var (underWay, c) = (Fill(), Publish("c"));
        await AskedAsync("1", "2", "3");
        _answers["1"].SetException(new InvalidOperationException("broken"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => underWay[0]);
        await AskedAsync("c");
        Answer("2");
        Answer("3");
        Answer("c");
        await Task.WhenAll(underWay[1], underWay[2], c);
    }

    [Fact]
    public Task Every_writer_gets_a_result_however_writers_come_fail_and_give_up() =>
        Gen.Int[0, 3].Array[1, 40].SampleAsync(static async steps =>
        {
            var inner = new Spans();
            var publisher = new CoalescingPublisher(inner);
            using var gone = new CancellationTokenSource();
            var writers = steps.Select(async (step, i) =>
            {
                await Task.Yield();
                try
                {
                    return (await publisher.PublishAsync([Message($"{step}")], step == 3 ? gone.Token : default)).Acknowledged == 1;
                }
                catch (Exception e) when (e is InvalidOperationException or OperationCanceledException)
                {
                    return step is 2 or 3;
                }
            }).ToList();
            await gone.CancelAsync();
            Assert.All(await Task.WhenAll(writers).WaitAsync(Deadline), Assert.True);
            Assert.Equal(0, inner.UnderWay);
        }, iter: 200);

    Task<PublishResult> IEventPublisher.PublishAsync(IReadOnlyList<EventMessage> messages, CancellationToken cancellationToken)
    {
        var answer = new TaskCompletionSource<PublishResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_answers)
            _answers.Add(messages[0].EventType, answer);
        _asked.Writer.TryWrite(messages[0].EventType);
        return answer.Task;
    }

    /// <summary>As many publishes as may run at once, one list each.</summary>
    private Task<PublishResult>[] Fill() => [Publish("1"), Publish("2"), Publish("3")];

    private static EventMessage Message(string name) => new(ShopStreams.Users, [], [], Guid.Empty, name, TraceParent: null);

    private Task<PublishResult> Publish(string name, CancellationToken cancellationToken = default) =>
        _publisher.PublishAsync([Message(name)], cancellationToken);

    /// <summary>The next lists that are handed on are these, in any order, and no other list.</summary>
    private async Task AskedAsync(params string[] names)
    {
        var asked = new List<string>();
        while (asked.Count < names.Length)
            asked.Add(await _asked.Reader.ReadAsync().AsTask().WaitAsync(Deadline));
        Assert.Equal(names, asked.Order(StringComparer.Ordinal));
        Assert.False(_asked.Reader.TryPeek(out _));
    }

    private void Answer(string name, PublishResult? result = null)
    {
        lock (_answers)
            _answers[name].SetResult(result ?? new(1, null));
    }

    /// <summary>Takes a moment for each list; those whose type is 2 fail.</summary>
    private sealed class Spans : IEventPublisher
    {
        private int _underWay;

        public int UnderWay => Volatile.Read(ref _underWay);

        public async Task<PublishResult> PublishAsync(IReadOnlyList<EventMessage> messages, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _underWay);
            try
            {
                await Task.Yield();
                cancellationToken.ThrowIfCancellationRequested();
                return messages[0].EventType == "2" ? throw new InvalidOperationException("broken") : new(messages.Count, null);
            }
            finally
            {
                Interlocked.Decrement(ref _underWay);
            }
        }
    }
}
