using Pipeline.Operations.Status;

namespace Pipeline.UnitTests.Operations.Status;

public sealed class LatencyWindowTests
{
    private readonly LatencyWindow _window = new(TimeSpan.FromSeconds(10));

    [Fact]
    public void What_a_worker_counted_before_it_was_first_seen_does_not_count()
    {
        Add(0, Seen.Worker("a", slow: 1000));
        Assert.Null(_window.Of());
        Add(1, Seen.Worker("a", slow: 1000, fast: 99));
        var figures = _window.Of("orders")!;
        Assert.Equal(99, figures.Events);
        Assert.InRange(figures.P99, 0.01, 0.0113);
        Assert.Null(_window.Of("users"));
    }

    [Fact]
    public void Counts_of_all_workers_are_one_distribution()
    {
        Add(0, Seen.Worker("a"), Seen.Worker("b"));
        Add(1, Seen.Worker("a", fast: 90), Seen.Worker("b", slow: 10));
        var figures = _window.Of()!;
        Assert.InRange(figures.P50, 0.01, 0.0113);
        Assert.InRange(figures.P99, 1, 1.13);
    }

    [Fact]
    public void After_ten_seconds_it_is_forgotten()
    {
        Add(0, Seen.Worker("a"));
        Add(1, Seen.Worker("a", slow: 5));
        Add(11, Seen.Worker("a", slow: 5));
        Assert.NotNull(_window.Of());
        Add(12, Seen.Worker("a", slow: 5));
        Assert.Null(_window.Of());
    }

    [Fact]
    public void A_worker_that_restarted_is_a_new_one()
    {
        Add(0, Seen.Worker("a"));
        Add(1, Seen.Worker("a", fast: 50));
        var (address, report) = Seen.Worker("a", fast: 7);
        Add(2, new WorkerState(address, report with { Value = report.Value! with { StartedAt = Seen.Noon.AddSeconds(1.5) } }));
        Assert.Equal(50, _window.Of()!.Events);
    }

    [Fact]
    public void Old_report_of_a_silent_worker_adds_nothing()
    {
        Add(0, Seen.Worker("a"));
        Add(1, Seen.Worker("a", fast: 50, fault: "no answer"));
        Assert.Null(_window.Of());
    }

    private void Add(double seconds, params WorkerState[] workers) => _window.Add(Seen.Noon.AddSeconds(seconds), workers);
}
