using Pipeline.Events.Delivery;
using Pipeline.Events.Shop;
using Pipeline.Kafka.Producing;

namespace Pipeline.UnitTests.Kafka;

public sealed class GroupedPublisherTests : IEventPublisher
{
    private readonly List<(string Name, TaskCompletionSource<PublishResult> Answer)> _asked = [];
    private readonly GroupedPublisher _publisher;

    public GroupedPublisherTests() => _publisher = new(this);

    [Fact]
    public async Task Whoever_is_alone_goes_at_once_and_gets_its_result()
    {
        var publishing = Publish("a");
        await AskedAsync("a");
        Answer("a", new(1, "no delivery report yet"));
        Assert.Equal(new(1, "no delivery report yet"), await publishing);
    }

    [Fact]
    public async Task What_comes_while_two_groups_are_under_way_goes_together_when_one_of_them_is_back()
    {
        var (a, b, c, d) = (Publish("a"), Publish("b"), Publish("c"), Publish("d"));
        await AskedAsync("a", "b");
        Assert.Equal(2, GroupedPublisher.MostUnderWay);
        Answer("b");
        await b;
        await AskedAsync("a", "b", "c", "d");
        Answer("c");
        await c;
        var e = Publish("e");
        // Two are under way: a, and the group of c and d, of which d is not back.
        Answer("d");
        await d;
        await AskedAsync("a", "b", "c", "d", "e");
        Answer("a");
        Answer("e");
        await Task.WhenAll(a, e);
    }

    [Fact]
    public async Task A_group_is_back_only_when_all_of_it_is()
    {
        var (a, b, c, d) = (Publish("a"), Publish("b"), Publish("c"), Publish("d"));
        await AskedAsync("a", "b");
        Answer("a");
        await a;
        await AskedAsync("a", "b", "c", "d");
        Answer("c");
        await c;
        var e = Publish("e");
        await Task.Delay(50);
        await AskedAsync("a", "b", "c", "d");
        Answer("b");
        await b;
        await AskedAsync("a", "b", "c", "d", "e");
        Answer("d");
        Answer("e");
        await Task.WhenAll(d, e);
    }

    [Fact]
    public async Task Who_gives_up_waiting_keeps_nobody_back()
    {
        var (a, b) = (Publish("a"), Publish("b"));
        await AskedAsync("a", "b");
        using var gone = new CancellationTokenSource();
        var c = Publish("c", gone.Token);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => c);
        Answer("a");
        await a;
        var d = Publish("d");
        await AskedAsync("a", "b", "d");
        Answer("b");
        Answer("d");
        await Task.WhenAll(b, d);
    }

    [Fact]
    public async Task A_group_that_fails_is_back_too()
    {
        var (a, b, c) = (Publish("a"), Publish("b"), Publish("c"));
        await AskedAsync("a", "b");
        Take("a").SetException(new InvalidOperationException("broken"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => a);
        await AskedAsync("a", "b", "c");
        Answer("b");
        Answer("c");
        await Task.WhenAll(b, c);
    }

    Task<PublishResult> IEventPublisher.PublishAsync(IReadOnlyList<EventMessage> messages, CancellationToken cancellationToken)
    {
        var answer = new TaskCompletionSource<PublishResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_asked)
            _asked.Add((messages[0].EventType, answer));
        return answer.Task;
    }

    private Task<PublishResult> Publish(string name, CancellationToken cancellationToken = default) =>
        _publisher.PublishAsync([new EventMessage(ShopTopic.Users, [], [], Guid.Empty, name, TraceParent: null)], cancellationToken);

    /// <summary>Waits until exactly these have been handed on; their order within a group is not fixed.</summary>
    private async Task AskedAsync(params string[] names)
    {
        for (var i = 0; i < 500 && Names().Length < names.Length; i++)
            await Task.Delay(10);
        Assert.Equal(names, Names());
    }

    private string[] Names()
    {
        lock (_asked)
            return [.. _asked.Select(static a => a.Name).Order(StringComparer.Ordinal)];
    }

    private void Answer(string name, PublishResult? result = null) => Take(name).SetResult(result ?? new(1, null));

    private TaskCompletionSource<PublishResult> Take(string name)
    {
        lock (_asked)
            return _asked.Single(a => a.Name == name).Answer;
    }
}
