using Pipeline.Streams.Delivery;
using Pipeline.Streams.Shop;

namespace Pipeline.Kafka.Topics;

/// <summary>The partitions of the three streams as they are declared or set.</summary>
public static class ShopPartitions
{
    /// <summary>All of them, by stream and number, under the names that are set.</summary>
    /// <param name="names">Names of the topics.</param>
    /// <param name="partitions">Partitions of each stream; null: as declared.</param>
    public static IEnumerable<PartitionId> Of(TopicNames names, int? partitions = null)
    {
        var declared = TopicFile.BuiltIn(names, partitions).ToDictionary(t => t.Name, t => t.Partitions, StringComparer.Ordinal);
        return ShopTopics.All.SelectMany(stream => Enumerable.Range(0, declared[names.Of(stream)])
            .Select(partition => new PartitionId(stream, names.Of(stream), partition)));
    }
}
