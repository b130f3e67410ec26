using CsCheck;
using Microsoft.Extensions.Logging.Abstractions;
using Pipeline.Postgres.Outbox;

namespace Pipeline.UnitTests.Postgres;

public sealed class OutboxFloorTests
{
    [Fact]
    public void No_row_is_left_below_the_floor_whatever_the_order_of_commits() => Gen.Int[0, 9].Array[1, 200].Sample(steps =>
    {
        var outbox = new ModelOutbox();
        foreach (var step in steps)
            outbox.Do(step);
        Assert.All(outbox.Rows, id => Assert.True(id >= outbox.Floor, $"{id} is below {outbox.Floor}"));
    });

    [Fact]
    public void The_floor_passes_what_was_sent_when_the_writers_of_that_time_have_ended_and_not_before()
    {
        var outbox = new ModelOutbox();
        var late = outbox.Begin();
        outbox.Commit(outbox.Begin());
        for (var i = 0; i < 5; i++)
            outbox.Poll(readsWriters: true);
        Assert.True(outbox.Floor <= late, $"{late} is below {outbox.Floor}");

        outbox.Commit(late);
        for (var i = 0; i < 5; i++)
            outbox.Poll(readsWriters: true);
        Assert.Empty(outbox.Rows);
        Assert.Equal(3, outbox.Floor);
    }

    /// <summary>A shard of the outbox, its writers and its relay. A writer has one row.</summary>
    private sealed class ModelOutbox
    {
        private readonly RelayShard _shard = new(0, NullLogger.Instance, TimeProvider.System);
        private readonly OutboxFloor _floor = new();
        private readonly List<long> _writers = [];
        private long _drawn;

        public SortedSet<long> Rows { get; } = [];

        public long Floor => _shard.Floor;

        /// <summary>Writes, commits an old or the newest transaction, rolls one back, polls, or polls and reads the writers.</summary>
        public void Do(int step)
        {
            if (step <= 3)
                Begin();
            else if (step >= 8)
                Poll(readsWriters: step == 9);
            else if (_writers.Count > 0 && step == 7)
                _writers.RemoveAt(_writers.Count / 2);
            else if (_writers.Count > 0)
                Commit(step == 4 ? _writers[0] : _writers[^1]);
        }

        public long Begin()
        {
            _writers.Add(++_drawn);
            return _drawn;
        }

        public void Commit(long id)
        {
            _writers.Remove(id);
            Rows.Add(id);
        }

        /// <summary>Sends up to three rows.</summary>
        public void Poll(bool readsWriters)
        {
            var rows = Rows.Where(id => id >= _shard.Floor).Take(3).ToList();
            Assert.Equal(Rows.Take(3), rows);
            _shard.Polled.Clear();
            rows.ForEach(id => _shard.Polled.Add(id, null!));
            if (readsWriters)
                _floor.Read([.. _writers.Select(static id => $"{id}")]);
            _floor.Raise(_shard);
            Rows.ExceptWith(rows);
        }
    }
}
