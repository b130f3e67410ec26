using CsCheck;
using Pipeline.Kafka.Topics;
using Pipeline.Postgres.Schema;
using Pipeline.Shop.Records;

namespace Pipeline.UnitTests.Postgres;

public sealed class ProcessedEventPartitionsTests
{
    /// <summary>1970 to 2200, in milliseconds.</summary>
    private static readonly Gen<DateTimeOffset> Instants = Gen.Long[0, 7_258_118_400_000].Select(DateTimeOffset.FromUnixTimeMilliseconds);

    [Fact]
    public void No_id_of_an_instant_lies_below_the_lowest_nor_reaches_the_next_millisecond() => Instants.Sample(static instant =>
    {
        var id = Guid.CreateVersion7(instant).ToString();
        Assert.True(string.CompareOrdinal(ProcessedEventPartitions.LowestId(instant), id) < 0);
        Assert.True(string.CompareOrdinal(id, ProcessedEventPartitions.LowestId(instant.AddMilliseconds(1))) < 0);
    });

    [Fact]
    public void The_lowest_id_is_a_UUID_as_PostgreSQL_compares_it() =>
        Assert.Equal(
            "019cb6e0-2c00-0000-0000-000000000000",
            ProcessedEventPartitions.LowestId(DateTimeOffset.FromUnixTimeMilliseconds(0x019cb6e02c00)));

    [Fact]
    public void An_hour_elsewhere_is_the_same_instant()
    {
        var utc = new DateTimeOffset(2026, 3, 3, 15, 0, 0, TimeSpan.Zero);
        Assert.Equal(ProcessedEventPartitions.LowestId(utc), ProcessedEventPartitions.LowestId(utc.ToOffset(TimeSpan.FromHours(9))));
    }

    [Fact]
    public void Processed_events_are_kept_longer_than_the_longest_retention_of_a_topic()
    {
        var longest = TopicFile.BuiltIn(new(ShopStreams.Registry)).Max(
            static t => TimeSpan.FromMilliseconds(long.Parse(t.Config["retention.ms"])));
        Assert.True(TimeSpan.FromDays(ProcessedEventPartitions.DaysKept) > longest);
    }
}
