using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Pipeline.Logs.Streaming;

namespace Pipeline.UnitTests.Logs;

public sealed class LiveScheduleTests
{
    private readonly FakeTimeProvider _time = new(new(2030, 5, 6, 7, 8, 9, 123, TimeSpan.Zero));

    [Theory]
    [InlineData(0.1)]
    [InlineData(1)]
    [InlineData(7.3)]
    [InlineData(100)]
    [InlineData(3333.333)]
    [InlineData(1_000_000)]
    public void The_rate_over_an_hour_is_true_within_one_entry(double rate)
    {
        var schedule = new LiveSchedule(rate, _time);
        var taken = 0L;
        // 36,007 steps of different lengths, from 20 to 180 ms.
        for (var step = 0; _time.GetUtcNow() < _time.Start.AddHours(1); step++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(20 + (step * 37 % 161)));
            taken += schedule.Take(int.MaxValue).Count;
        }

        Assert.Equal(rate * (_time.GetUtcNow() - _time.Start).TotalSeconds, taken, 1.0);
        Assert.Equal(0, schedule.TakeDropped());
    }

    [Fact]
    public void Entries_are_due_at_their_times_and_each_is_taken_once() => Gen.Select(
        Gen.Double[0.01, 5_000], Gen.Int[1, 900].Array[1, 30], Gen.Int[1, 50]).Sample((rate, steps, max) =>
        {
            var time = new FakeTimeProvider(_time.GetUtcNow().AddMilliseconds(steps[0]));
            var schedule = new LiveSchedule(rate, time);
            var expected = (long)Math.Ceiling(time.GetUtcNow().ToUnixTimeMilliseconds() / 1_000.0 * rate);
            foreach (var step in steps)
            {
                time.Advance(TimeSpan.FromMilliseconds(step));
                while (schedule.Take(max) is (var first, > 0 and var count))
                {
                    Assert.Equal(expected + schedule.TakeDropped(), first);
                    Assert.InRange(count, 1, max);
                    expected = first + count;
                }

                var now = time.GetUtcNow().ToUnixTimeMilliseconds();
                // A rounding of the millisecond either way.
                Assert.InRange(schedule.TimeOf(expected - 1), 0, now + 1);
                Assert.InRange(schedule.TimeOf(expected), now - 1, long.MaxValue);
                Assert.Equal(Math.Max(0, (expected / rate * 1_000) - now), schedule.UntilNext.TotalMilliseconds, 1.0);
            }
        });

    [Theory]
    [InlineData(10, 1_000)]
    [InlineData(10_000, 20_000)]
    public void A_client_that_reads_nothing_for_an_hour_is_behind_by_a_bounded_number(double rate, int bound)
    {
        var schedule = new LiveSchedule(rate, _time);
        _time.Advance(TimeSpan.FromHours(1));

        var (first, count) = schedule.Take(int.MaxValue);

        Assert.Equal(bound, count);
        Assert.Equal((rate * 3_600) - bound, schedule.TakeDropped(), 1.0);
        Assert.Equal(0, schedule.TakeDropped());
        // Those that are kept are the newest.
        Assert.InRange(schedule.TimeOf(first + count - 1), Now - (1_000 / rate) - 1, Now + 1);
    }

    [Fact]
    public void Two_schedules_with_one_rate_have_the_same_entries_at_the_same_time_whenever_they_began()
    {
        var early = new LiveSchedule(7.3, _time);
        _time.Advance(TimeSpan.FromMilliseconds(98_765));
        _ = early.Take(int.MaxValue);
        var late = new LiveSchedule(7.3, _time);
        for (var step = 0; step < 100; step++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(77));
            var taken = early.Take(int.MaxValue);
            Assert.Equal(taken, late.Take(int.MaxValue));
            Assert.Equal(early.TimeOf(taken.First), late.TimeOf(taken.First));
        }
    }

    [Fact]
    public void At_full_speed_there_are_as_many_entries_as_asked_for_and_none_twice()
    {
        var schedule = new LiveSchedule(null, _time);
        Assert.Equal(TimeSpan.Zero, schedule.UntilNext);
        var (first, _) = schedule.Take(1_000);
        Assert.Equal((first + 1_000, 7), schedule.Take(7));
        Assert.Equal(Now, schedule.TimeOf(first));
    }

    [Theory]
    [InlineData(3_600)]
    [InlineData(-3_600)]
    public void After_a_step_of_the_clock_entries_have_the_times_of_the_clock_and_none_is_dropped(int seconds)
    {
        var time = new SteppedTime(_time.GetUtcNow());
        var schedule = new LiveSchedule(10, time);
        time.Advance(TimeSpan.FromSeconds(5));
        var before = schedule.Take(int.MaxValue);
        time.Step = TimeSpan.FromSeconds(seconds);

        schedule.FollowClock();
        _ = schedule.Take(int.MaxValue);
        time.Advance(TimeSpan.FromSeconds(5));
        schedule.FollowClock();
        var (first, count) = schedule.Take(int.MaxValue);

        Assert.InRange(count, 49, 51);
        Assert.Equal(seconds < 0, first < before.First);
        Assert.Equal(time.GetUtcNow().ToUnixTimeMilliseconds(), schedule.TimeOf(first + count - 1), 101.0);
        Assert.Equal(0, schedule.TakeDropped());
    }

    [Fact]
    public void A_clock_that_is_a_little_ahead_changes_nothing()
    {
        var time = new SteppedTime(_time.GetUtcNow());
        var schedule = new LiveSchedule(10, time);
        time.Advance(TimeSpan.FromSeconds(5));
        time.Step = TimeSpan.FromMilliseconds(900);
        schedule.FollowClock();
        Assert.InRange(schedule.Take(int.MaxValue).Count, 49, 51);
    }

    private long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>A clock that somebody has set: passed time does not change with it.</summary>
    private sealed class SteppedTime(DateTimeOffset start) : FakeTimeProvider(start)
    {
        public TimeSpan Step { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Step;

        // The base class takes it from the clock.
        public override long GetTimestamp() => base.GetTimestamp() - Step.Ticks;
    }
}
