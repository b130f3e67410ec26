using System.Text;
using Pipeline.Logs.Entries;
using Pipeline.Logs.Streaming;

namespace Pipeline.UnitTests.Logs;

public sealed class BroadcastTests
{
    private readonly Broadcast _broadcast = new();

    [Fact]
    public void Every_subscriber_gets_every_entry_in_its_order()
    {
        using var one = _broadcast.Subscribe(static _ => true);
        using var other = _broadcast.Subscribe(static _ => true);
        Publish(0, 500);
        Assert.Equal(Enumerable.Range(0, 500), Taken(one));
        Assert.Equal(Enumerable.Range(0, 500), Taken(other));
        Assert.Equal((0, 0), (one.TakeDropped(), other.TakeDropped()));
    }

    [Fact]
    public void One_that_does_not_read_loses_its_oldest_and_they_are_counted_once()
    {
        using var slow = _broadcast.Subscribe(static _ => true);
        using var fast = _broadcast.Subscribe(static _ => true);
        var all = new List<int>();
        for (var from = 0; from < 3 * Broadcast.Capacity; from += 1_000)
        {
            Publish(from, 1_000);
            all.AddRange(Taken(fast));
        }

        Assert.Equal(Enumerable.Range(0, 3 * Broadcast.Capacity), all);
        Assert.Equal(2 * Broadcast.Capacity, slow.TakeDropped());
        Assert.Equal(0, slow.TakeDropped());
        Assert.Equal(Enumerable.Range(2 * Broadcast.Capacity, Broadcast.Capacity), Taken(slow));
    }

    [Fact]
    public void A_subscriber_that_has_left_gets_nothing_and_is_not_kept()
    {
        var left = _broadcast.Subscribe(static _ => true);
        using var stays = _broadcast.Subscribe(static _ => true);
        left.Dispose();
        left.Dispose();
        Publish(0, 1);
        Assert.Equal(1, _broadcast.Count);
        Assert.Empty(Taken(left));
        Assert.Single(Taken(stays));
    }

    [Fact]
    public void Entries_that_a_subscriber_does_not_want_take_no_place_of_those_that_it_wants()
    {
        using var errors = _broadcast.Subscribe(static e => e.Level == EntryLevel.Error);
        _broadcast.Publish(new("order", EntryLevel.Error, "7\n"u8.ToArray()));
        Publish(0, 2 * Broadcast.Capacity);
        Assert.Equal([7], Taken(errors));
        Assert.Equal(0, errors.TakeDropped());
    }

    private void Publish(int from, int count)
    {
        for (var number = from; number < from + count; number++)
            _broadcast.Publish(new("order", EntryLevel.Info, Encoding.ASCII.GetBytes($"{number}\n")));
    }

    private static List<int> Taken(BroadcastReader reader)
    {
        var taken = new List<int>();
        while (reader.TryTake(out var entry))
            taken.Add(int.Parse(Encoding.ASCII.GetString(entry.Line.Span)));
        return taken;
    }
}
