using Confluent.Kafka;

namespace Pipeline.Kafka.Consuming;

/// <summary>What the broker's client is told about a feed. A partition that has just been taken away takes no command; that is no error.</summary>
internal static class BrokerCommands
{
    /// <summary>Everything below the offset is settled. Only a hint for lag tools: the offset in the database is the one that counts.</summary>
    public static void Store(this IConsumer<byte[], byte[]> consumer, PartitionBuffer feed, long offset) =>
        IfStillOurs(() => consumer.StoreOffset(new TopicPartitionOffset(Of(feed), offset)));

    /// <summary>Stops fetching.</summary>
    public static void Pause(this IConsumer<byte[], byte[]> consumer, PartitionBuffer feed)
    {
        IfStillOurs(() => consumer.Pause([Of(feed)]));
        feed.IsPaused = true;
    }

    /// <summary>Fetches again.</summary>
    public static void Resume(this IConsumer<byte[], byte[]> consumer, PartitionBuffer feed)
    {
        IfStillOurs(() => consumer.Resume([Of(feed)]));
        feed.IsPaused = false;
    }

    /// <summary>Goes on from the offset.</summary>
    public static void Seek(this IConsumer<byte[], byte[]> consumer, PartitionBuffer feed, long offset)
    {
        var target = new TopicPartitionOffset(Of(feed), offset);
        feed.SeekIssued();
        try
        {
            consumer.Seek(target);
        }
        catch (KafkaException e) when (e.Error.Code == ErrorCode.Local_State)
        {
            Reassign(consumer, feed, target);
        }
        catch (KafkaException)
        {
            // Found and asked for again in a second.
            feed.ResetPosition();
        }
    }

    /// <summary>Where the log ends as far as the client knows, without asking anybody; −1 when it does not know.</summary>
    public static long KnownEnd(this IConsumer<byte[], byte[]> consumer, PartitionBuffer feed)
    {
        var end = -1L;
        IfStillOurs(() => end = Math.Max(end, consumer.GetWatermarkOffsets(Of(feed)).High.Value));
        return end;
    }

    /// <summary>A partition whose fetching has ended with an error takes no seek, only a new assignment.</summary>
    private static void Reassign(IConsumer<byte[], byte[]> consumer, PartitionBuffer feed, TopicPartitionOffset target)
    {
        try
        {
            consumer.IncrementalUnassign([Of(feed)]);
            consumer.IncrementalAssign([target]);
        }
        catch (KafkaException)
        {
            feed.ResetPosition();
        }
    }

    private static TopicPartition Of(PartitionBuffer feed) => new(feed.Partition.TopicName, feed.Partition.Partition);

    private static void IfStillOurs(Action command)
    {
        try
        {
            command();
        }
        catch (KafkaException)
        {
            // Taken away meanwhile: its next owner begins at the database's offset.
        }
    }
}
