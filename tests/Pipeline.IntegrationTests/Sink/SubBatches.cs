using Pipeline.Postgres.Sink;
using Pipeline.Postgres.Tables;
using Pipeline.Shop.Records;
using Pipeline.Streams.Columns;
using Pipeline.Streams.Definitions;
using Pipeline.Streams.Delivery;

namespace Pipeline.IntegrationTests.Sink;

/// <summary>SubBatches as a consumer would hand them to the sink: events that went through their JSON.</summary>
internal static class SubBatches
{
    public static PartitionId Partition(StreamDefinition stream, int number = 0) => new(stream, stream.Name, number);

    /// <summary>A sub-batch that begins at <paramref name="expected"/> and holds one event per offset.</summary>
    public static SubBatch Of(PartitionId partition, long expected, params IReadOnlyList<EventMessage> events)
    {
        var batch = partition.Stream.NewBatch(Math.Max(1, events.Count));
        for (var i = 0; i < events.Count; i++)
            Assert.Equal(Refusal.None, batch.Stream.Decoder.Decode(events[i].Value, expected + i, batch));
        return new(partition, expected, expected + events.Count, batch, 0, events.Count, 0, 0);
    }

    /// <summary>A sink whose partition stands at offset 0.</summary>
    public static async Task<PostgresSink> SinkAsync(TestDatabase database, params PartitionId[] partitions)
    {
        var sink = new PostgresSink(database.Source);
        foreach (var partition in partitions)
            Assert.Equal(0, await sink.StartAtAsync(partition, 0, Token));
        return sink;
    }
}
