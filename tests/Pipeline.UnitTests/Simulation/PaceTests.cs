using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Pipeline.Simulation;

namespace Pipeline.UnitTests.Simulation;

public sealed class PaceTests
{
    private readonly FakeTimeProvider _time = new();

    [Theory]
    [InlineData(0.5, 100, 50)]
    [InlineData(200, 60, 12_000)]
    [InlineData(333.3, 90, 29_997)]
    [InlineData(100_000, 10, 1_000_000)]
    public void Over_time_the_rate_is_the_true_one(double rate, int seconds, int expected)
    {
        var pace = new Pace(rate, _time);
        var taken = 0L;
        for (var tick = 0; tick < seconds * 100; tick++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(10));
            taken += pace.Take(int.MaxValue);
        }

        Assert.InRange(taken, expected - 1, expected);
    }

    [Fact]
    public void Never_more_is_taken_than_is_due() =>
        Gen.Select(Gen.Double[0.1, 5000], Gen.Select(Gen.Int[0, 300], Gen.Int[1, 500]).Array[1, 100])
        .Sample(static (rate, steps) =>
        {
            var time = new FakeTimeProvider();
            var pace = new Pace(rate, time);
            var (taken, elapsed) = (0L, 0.0);
            foreach (var (milliseconds, atMost) in steps)
            {
                time.Advance(TimeSpan.FromMilliseconds(milliseconds));
                elapsed += milliseconds / 1000.0;
                var due = pace.IsDue;
                var now = pace.Take(atMost);
                Assert.InRange(now, 0, atMost);
                Assert.Equal(due, now > 0);
                taken += now;
                Assert.True(taken <= (rate * elapsed) + 1e-6, $"{taken} of {rate * elapsed}");
            }
        });

    [Fact]
    public void Nothing_is_due_before_the_first_is()
    {
        var pace = new Pace(10, _time);
        Assert.False(pace.IsDue);
        _time.Advance(TimeSpan.FromMilliseconds(99));
        Assert.Equal((false, 0), (pace.IsDue, pace.Take(5)));
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal((true, 1), (pace.IsDue, pace.Take(5)));
    }

    [Fact]
    public void What_was_missed_is_made_up_for()
    {
        var pace = new Pace(100, _time);
        _time.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal(500, pace.Take(500));
        Assert.Equal(400, pace.Take(500));
        Assert.Equal(0, pace.Take(500));
    }

    [Fact]
    public void No_more_than_ten_seconds_are_made_up_for()
    {
        var pace = new Pace(100, _time);
        _time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(600, pace.Take(600));
        Assert.Equal(400, pace.Take(600));
        Assert.Equal(0, pace.Take(600));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(100, pace.Take(600));
    }

    [Fact]
    public void A_rate_below_one_in_ten_seconds_still_comes_to_its_turn()
    {
        var pace = new Pace(0.01, _time);
        _time.Advance(TimeSpan.FromSeconds(100));
        Assert.Equal(1, pace.Take(10));
        Assert.Equal(0, pace.Take(10));
    }
}
