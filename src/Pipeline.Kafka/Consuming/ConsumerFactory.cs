using Confluent.Kafka;
using Pipeline.Kafka.Telemetry;
using Pipeline.Streams.Definitions;

namespace Pipeline.Kafka.Consuming;

/// <summary>The settings of a member's client, with the reason of each that is not the default.</summary>
internal static class ConsumerFactory
{
    public static ConsumerConfig Configure(KafkaConnection connection, MemberSettings settings, bool readsHeaders)
    {
        var config = connection.Fill(new ConsumerConfig
        {
            GroupId = settings.GroupPrefix + settings.Stream.ConsumerGroup,
            // Offsets are stored by hand after the database's commit; what Kafka keeps is a hint for lag tools.
            EnableAutoOffsetStore = false,
            EnableAutoCommit = true,
            AutoCommitIntervalMs = 1000,
            // Where to go on is in the database. If the log does not have it, that is an error and not a reason to jump.
            AutoOffsetReset = AutoOffsetReset.Error,
            // Bounds what is fetched ahead: 4 MB a member, not the 64 MB that are the default.
            QueuedMaxMessagesKbytes = 4_096,
            QueuedMinMessages = 5_000,
            // When that much is there, fetching pauses. For a second, if nothing is set, in which a fast database has long worked it off.
            FetchQueueBackoffMs = 5,
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
