using Microsoft.Extensions.Time.Testing;
using Pipeline.Hosting.Worker;

namespace Pipeline.UnitTests.Hosting;

public sealed class StopDeadlineTests
{
    [Fact]
    public void Process_that_does_not_stop_is_ended_once_after_the_first_request()
    {
        var (time, ended) = (new FakeTimeProvider(), 0);
        using var deadline = new StopDeadline(time, () => ended++);
        time.Advance(TimeSpan.FromDays(1));
        deadline.StopRequested();
        time.Advance(StopDeadline.Default - TimeSpan.FromSeconds(1));
        deadline.StopRequested();
        Assert.Equal(0, ended);
        time.Advance(TimeSpan.FromSeconds(1));
        time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(1, ended);
    }

    [Fact]
    public void Process_that_stops_in_time_is_left_alone()
    {
        var (time, ended) = (new FakeTimeProvider(), 0);
        using (var deadline = new StopDeadline(time, () => ended++))
            deadline.StopRequested();
        time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(0, ended);
    }

    [Fact]
    public void Deadline_is_between_the_shutdown_of_the_services_and_the_kill_by_Compose()
    {
        var compose = File.ReadAllText(Path.Combine(Repository.Root, "deploy", "compose.yaml"));
        Assert.Contains("\n  stop_grace_period: 40s ", compose, StringComparison.Ordinal);
        Assert.InRange(StopDeadline.Default, WorkerProgram.ShutdownTimeout, TimeSpan.FromSeconds(39));
    }
}
