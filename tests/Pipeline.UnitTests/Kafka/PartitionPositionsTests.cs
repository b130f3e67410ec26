using System.Reflection;
using Confluent.Kafka;
using Pipeline.Kafka.Consuming;

namespace Pipeline.UnitTests.Kafka;

public sealed class PartitionPositionsTests
{
    private readonly MemorySink _sink = new();

    [Fact]
    public async Task A_partition_without_progress_begins_at_the_start_of_its_log_and_records_it()
    {
        Assert.Equal(new(4, 4), await FindAsync(low: 4, high: 20));
        Assert.Equal(4, _sink.Progress[UsersPartition.Id]);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(12)]
    [InlineData(20)]
    public async Task It_goes_on_from_the_progress_of_the_database(long progress)
    {
        _sink.Progress[UsersPartition.Id] = progress;
        Assert.Equal(new(progress, progress), await FindAsync(low: 4, high: 20));
    }

    [Fact]
    public async Task Offsets_that_are_gone_stay_wanted_so_that_the_gap_is_seen()
    {
        _sink.Progress[UsersPartition.Id] = 2;
        Assert.Equal(new(2, 4), await FindAsync(low: 4, high: 20));
    }

    [Fact]
    public async Task A_log_that_ends_before_the_progress_is_another_log_and_stops_the_partition()
    {
        _sink.Progress[UsersPartition.Id] = 21;
        var stopped = await Assert.ThrowsAsync<PartitionStoppedException>(() => FindAsync(low: 0, high: 20));
        Assert.Contains("users-consumers is at offset 21, but the log ends at 20", stopped.Message, StringComparison.Ordinal);
    }

    private Task<PartitionPosition> FindAsync(long low, long high)
    {
        var consumer = DispatchProxy.Create<IConsumer<byte[], byte[]>, LogOf>();
        ((LogOf)(object)consumer).Ends = new(low, high);
        return new PartitionPositions(_sink).FindAsync(consumer, UsersPartition.Id, CancellationToken.None);
    }

    /// <summary>A consumer that knows the ends of its log and nothing else.</summary>
    public class LogOf : DispatchProxy
    {
        public WatermarkOffsets? Ends { get; set; }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
            targetMethod?.Name == nameof(IConsumer<,>.QueryWatermarkOffsets) ? Ends : throw new NotSupportedException(targetMethod?.Name);
    }
}
