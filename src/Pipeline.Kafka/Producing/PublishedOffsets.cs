using System.Collections.Concurrent;

namespace Pipeline.Kafka.Producing;

/// <summary>The end of each partition, as known from the messages of this process. Thread-safe.</summary>
public sealed class PublishedOffsets
{
    private readonly ConcurrentDictionary<(string Topic, int Partition), long> _next = new();

    /// <summary>Per topic and partition: the offset after the last acknowledged message.</summary>
    public IReadOnlyCollection<KeyValuePair<(string Topic, int Partition), long>> Next => _next;

    internal void Record(string topic, int partition, long offset) =>
        _next.AddOrUpdate((topic, partition), offset + 1, (_, next) => Math.Max(next, offset + 1));
}
