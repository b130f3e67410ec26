namespace Pipeline.Kafka.Consuming;

/// <summary>Commands to the client for one partition. Errors of a partition that was just revoked are ignored.</summary>
internal static class BrokerCommands
{
    /// <summary>Stores the offset in Kafka for lag tools. The pipeline itself only uses the progress in the database.</summary>
    public static void Store(this IConsumer<byte[], byte[]> consumer, PartitionBuffer buffer, long offset) =>
        IfStillOurs(() => consumer.StoreOffset(new TopicPartitionOffset(buffer.TopicPartition, offset)));

    /// <summary>Stops fetching.</summary>
    public static void Pause(this IConsumer<byte[], byte[]> consumer, PartitionBuffer buffer)
    {
        IfStillOurs(() => consumer.Pause([buffer.TopicPartition]));
        buffer.IsPaused = true;
    }

    /// <summary>Fetches again.</summary>
    public static void Resume(this IConsumer<byte[], byte[]> consumer, PartitionBuffer buffer)
    {
        IfStillOurs(() => consumer.Resume([buffer.TopicPartition]));
        buffer.IsPaused = false;
    }

    /// <summary>Continues from the offset.</summary>
    public static void Seek(this IConsumer<byte[], byte[]> consumer, PartitionBuffer buffer, long offset)
    {
        var target = new TopicPartitionOffset(buffer.TopicPartition, offset);
        buffer.SeekIssued();
        try
        {
            consumer.Seek(target);
        }
        catch (KafkaException e) when (e.Error.Code == ErrorCode.Local_State)
        {
            Reassign(consumer, buffer, target);
        }
        catch (KafkaException)
        {
            // Assignment looks up the position again within a second.
            buffer.ResetPosition();
        }
    }

    /// <summary>End of the log as cached by the client, without a request; −1 if unknown.</summary>
    public static long KnownEnd(this IConsumer<byte[], byte[]> consumer, PartitionBuffer buffer)
    {
        var end = -1L;
        IfStillOurs(() => end = Math.Max(end, consumer.GetWatermarkOffsets(buffer.TopicPartition).High.Value));
        return end;
    }

    /// <summary>Assigns the partition again, because the client refuses to seek after a fetch error.</summary>
    private static void Reassign(IConsumer<byte[], byte[]> consumer, PartitionBuffer buffer, TopicPartitionOffset target)
    {
        try
        {
            consumer.IncrementalUnassign([buffer.TopicPartition]);
            consumer.IncrementalAssign([target]);
        }
        catch (KafkaException)
        {
            buffer.ResetPosition();
        }
    }

    private static void IfStillOurs(Action command)
    {
        try
        {
            command();
        }
        catch (KafkaException)
        {
            // The partition was revoked. Its next owner starts at the progress in the database.
        }
    }
}
