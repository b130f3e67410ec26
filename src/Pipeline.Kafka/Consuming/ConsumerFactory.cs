using Pipeline.Kafka.Telemetry;

namespace Pipeline.Kafka.Consuming;

/// <summary>The client configuration of a member.</summary>
internal static class ConsumerFactory
{
    public static ConsumerConfig Configure(KafkaConnection connection, MemberSettings settings, bool readsHeaders)
    {
        var config = connection.Fill(new ConsumerConfig
        {
            GroupId = settings.GroupPrefix + settings.Stream.ConsumerGroup,
            // The member stores offsets after the database commit. The offsets in Kafka are only for lag tools.
            EnableAutoOffsetStore = false,
            EnableAutoCommit = true,
            AutoCommitIntervalMs = 1000,
            // The next offset is in the database. If the log does not have it, the gap must be reported, not skipped.
            AutoOffsetReset = AutoOffsetReset.Error,
            // Reports the end of the log, also when its last offsets have no message, such as a transaction marker.
            EnablePartitionEof = true,
            // Limits prefetched data to 4 MB per member; the default is 64 MB.
            QueuedMaxMessagesKbytes = 4_096,
            QueuedMinMessages = 5_000,
            FetchErrorBackoffMs = 100,
            AllowAutoCreateTopics = false,
            ConsumeResultFields = readsHeaders ? "timestamp,topic,headers" : "timestamp,topic",
        }, ClientMeter.IntervalFor(connection));
        if (settings.NewGroupProtocol)
        {
            config.GroupProtocol = GroupProtocol.Consumer;
        }
        else
        {
            config.PartitionAssignmentStrategy = PartitionAssignmentStrategy.CooperativeSticky;
            config.SessionTimeoutMs = (int)settings.SessionTimeout.TotalMilliseconds;
            config.HeartbeatIntervalMs = Math.Min(3000, config.SessionTimeoutMs.Value / 6);
        }

        return config;
    }
}
