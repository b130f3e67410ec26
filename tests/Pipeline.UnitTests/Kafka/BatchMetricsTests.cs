using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Pipeline.Kafka.Consuming;
using Pipeline.Streams.Telemetry;
using Pipeline.Testing.Messages;
using Pipeline.UnitTests.Streams;

namespace Pipeline.UnitTests.Kafka;

/// <summary>What is measured of a batch on its way into the database.</summary>
public sealed class BatchMetricsTests
{
    private const string Tags = "messaging.destination.name=users messaging.consumer.group.name=users-consumers";

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(Sample.Now));
    private readonly MemorySink _sink = new() { Progress = { [UsersPartition.Id] = 10 } };

    [Fact]
    public async Task Each_event_is_timed_from_when_it_occurred_to_the_commit()
    {
        using var measured = new Measurements(Instruments.EffectDuration.Name);
        _sink.Before = _ => _time.Advance(TimeSpan.FromSeconds(2));
        await ApplyAsync(UsersPartition.Event(10), UsersPartition.Event(11), UsersPartition.Broken(12));
        Assert.Equal([(2, Tags), (2, Tags)], measured.All);
    }

    [Fact]
    public async Task An_event_that_does_not_say_when_it_occurred_is_not_timed()
    {
        using var measured = new Measurements(Instruments.EffectDuration.Name);
        await ApplyAsync(UsersPartition.Event(10) with { Value = Sample.UserMessage(static e => e.Remove("occurred_at")) });
        Assert.Single(_sink.Applied);
        Assert.Empty(measured.All);
    }

    [Fact]
    public async Task A_writer_whose_clock_is_ahead_makes_no_negative_time()
    {
        using var measured = new Measurements(Instruments.EffectDuration.Name);
        await ApplyAsync(
            UsersPartition.Event(10) with { Value = Sample.UserMessage(static e => e["occurred_at"] = "2026-03-04T05:06:09Z") });
        Assert.Equal(0, Assert.Single(measured.All).Value);
    }

    [Fact]
    public async Task Halving_counts_every_event_once()
    {
        using var measured = new Measurements(Instruments.Applied.Name);
        _sink.Poison.Add(UsersPartition.EventId(11));
        await ApplyAsync([.. Enumerable.Range(10, 5).Select(static i => UsersPartition.Event(i))]);
        Assert.Equal(4, measured.All.Sum(static m => m.Value));
    }

    [Fact]
    public async Task Repeated_events_count_as_duplicates()
    {
        using var measured = new Measurements(Instruments.Duplicates.Name);
        _sink.Remember(UsersPartition.EventId(11));
        await ApplyAsync(UsersPartition.Event(10), UsersPartition.Event(11), UsersPartition.Event(12, number: 10));
        Assert.Equal((2, Tags), Assert.Single(measured.All));
    }

    [Fact]
    public async Task What_another_member_owns_counts_as_nothing()
    {
        using var measured = new Measurements(Instruments.Applied.Name);
        _sink.Progress[UsersPartition.Id] = 99;
        await ApplyAsync(UsersPartition.Event(10));
        Assert.Empty(measured.All);
    }

    [Fact]
    public async Task A_batch_tells_its_size_and_how_long_it_took()
    {
        using (var size = new Measurements(Instruments.BatchSize.Name))
        {
            await ApplyAsync(UsersPartition.Event(10), UsersPartition.Broken(11), UsersPartition.Event(12, number: 10));
            Assert.Equal((3, Tags), Assert.Single(size.All));
        }

        using var duration = new Measurements(Instruments.ProcessDuration.Name);
        _sink.Before = _ => _time.Advance(TimeSpan.FromSeconds(1));
        await ApplyAsync(UsersPartition.Event(13));
        Assert.Equal((1, $"messaging.system=kafka messaging.operation.name=process {Tags}"), Assert.Single(duration.All));
    }

    [Fact]
    public async Task A_dead_letter_counts_with_its_reason()
    {
        using var measured = new Measurements(Instruments.DeadLetters.Name);
        _sink.Poison.Add(UsersPartition.EventId(11));
        await ApplyAsync(UsersPartition.Broken(10), UsersPartition.Event(11));
        Assert.Equal([(1, $"{Tags} reason=not_json"), (1, $"{Tags} reason=bad_value")], measured.All);
    }

    private async Task ApplyAsync(params ConsumedMessage[] messages)
    {
        var batch = new PendingBatch(UsersPartition.Id.Stream, 100);
        batch.Begin(messages[0].Offset);
        foreach (var message in messages)
            batch.Add(message);
        await new BatchApplier(_sink, new KeptDeadLetters(), NullLogger.Instance, time: _time).ApplyAsync(
            UsersPartition.Id, batch, TestContext.Current.CancellationToken);
    }
}
