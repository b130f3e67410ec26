using Pipeline.Events.Delivery;
using Pipeline.Events.Shop;

namespace Pipeline.Kafka.Topics;

/// <summary>The partitions of the three streams as they are declared.</summary>
public static class ShopPartitions
{
    /// <summary>All of them, by stream and number, under the names that are set.</summary>
    public static IEnumerable<PartitionId> Of(TopicNames names)
    {
        var declared = TopicFile.BuiltIn(names).ToDictionary(t => t.Name, t => t.Partitions, StringComparer.Ordinal);
        return ShopTopics.All.SelectMany(stream => Enumerable.Range(0, declared[names.Of(stream)])
            .Select(partition => new PartitionId(stream, names.Of(stream), partition)));
    }
}
