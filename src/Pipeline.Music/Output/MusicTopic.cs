namespace Pipeline.Music.Output;

/// <summary>Checks the topic before the simulation starts, and creates it with --create-topic.</summary>
internal static class MusicTopic
{
    private const int Partitions = 12;
    private const short Replication = 3;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    /// <summary>Finds or creates the topic.</summary>
    /// <returns>What was created, for the user; null if the topic existed.</returns>
    /// <exception cref="StartupRefusedException">No broker answers, the topic does not exist, or it cannot be created.</exception>
    public static async Task<string?> PrepareAsync(KafkaConnection connection, string topic, bool create)
    {
        try
        {
            var (brokers, partitions) = await Task.Run(() => TopicAdmin.Find(connection, topic, Timeout));
            if (partitions > 0)
                return null;
            if (!create)
                throw Missing(connection, topic);
            var replication = (short)Math.Min(Replication, brokers);
            var report = await TopicAdmin.ApplyAsync(connection, [Declaration(topic, replication)]);
            return string.Join(' ', report.Lines)
                + (replication < Replication ? $" (replication {Replication} needs {Replication} brokers, the cluster has {brokers})" : "");
        }
        catch (KafkaException e)
        {
            throw Refusal(e, connection);
        }
    }

    private static TopicDeclaration Declaration(string topic, short replication) => new(
        topic, Partitions, replication,
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["min.insync.replicas"] = Math.Min(2, (int)replication).ToString(CultureInfo.InvariantCulture),
            ["compression.type"] = "lz4",
            ["retention.ms"] = "604800000",
        });

    private static StartupRefusedException Missing(KafkaConnection connection, string topic) => new(
        $"Topic '{topic}' does not exist: create it with --create-topic, or with `kafka-topics.sh --bootstrap-server "
        + $"{connection.BootstrapServers} --create --topic {topic} --partitions {Partitions} --replication-factor {Replication} "
        + "--config min.insync.replicas=2`.", isTransient: false);

    private static StartupRefusedException Refusal(KafkaException e, KafkaConnection connection)
    {
        var refusal = StartupChecks.Refusal(e, connection);
        return refusal.IsTransient
            ? new(
                $"Kafka at {connection.BootstrapServers} does not answer ({e.Error.Reason}): start it, or set --brokers.",
                isTransient: true, e)
            : refusal;
    }
}
