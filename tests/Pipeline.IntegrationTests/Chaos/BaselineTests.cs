using Pipeline.Cli.Chaos;

namespace Pipeline.IntegrationTests.Chaos;

/// <summary>What chaos takes for sick and for well.</summary>
public sealed class BaselineTests
{
    private static readonly Baseline Baseline = new(Lag: 100, DeadLettered: 5);
    private static readonly HealthSample Fine = new(null, 100, 30, 0.5, 5, []);

    [Fact]
    public void What_is_usual_is_no_evidence() => Assert.Null(Baseline.Symptom(Fine));

    [Fact]
    public void Each_sign_is_named()
    {
        Assert.Equal("health: kafka-2 exited, orders-1 unhealthy", Baseline.Symptom(Fine with
        {
            Unwell = [new("kafka-2", "1", "exited", ""), new("orders-1", "2", "running", "unhealthy")],
        }));
        Assert.Equal("status: no answer", Baseline.Symptom(Fine with { Problem = "no answer" }));
        Assert.Equal("outbox: the oldest for 3.5 s", Baseline.Symptom(Fine with { OutboxOldestSeconds = 3.5 }));
        Assert.Equal("lag: 251", Baseline.Symptom(Fine with { Lag = 251 }));
        Assert.Equal("dead letters: 2 more", Baseline.Symptom(Fine with { DeadLettered = 7 }));
    }

    [Fact]
    public void Dead_letters_show_a_fault_and_do_not_keep_the_system_from_being_well()
    {
        var after = Fine with { DeadLettered = 7 };
        Assert.True(Baseline.IsWell(after));
        Assert.Null(Baseline.After(after).Symptom(after));
    }

    [Fact]
    public void A_backlog_or_a_container_that_is_away_is_not_well()
    {
        Assert.False(Baseline.IsWell(Fine with { Lag = 251 }));
        Assert.False(Baseline.IsWell(Fine with { Unwell = [new("kafka-2", "1", "paused", "healthy")] }));
    }
}
