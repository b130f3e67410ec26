using Pipeline.Music.Records;

namespace Pipeline.Music.Output;

/// <summary>Checks the topic before the simulation starts, and creates it with --create-topic.</summary>
internal static class MusicTopic
{
    private const string MinInSync = "min.insync.replicas";

    /// <summary>The topic of listening events in deploy/kafka/topics.json. Other topics get the same settings.</summary>
    private static readonly TopicDeclaration Declared =
        TopicFile.BuiltIn(new(MusicStreams.Registry)).First(static t => t.Name == MusicStreams.Events.DefaultTopic);

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
            var replication = (short)Math.Min(Declared.Replication, brokers);
            var report = await TopicAdmin.ApplyAsync(connection, [Declaration(topic, replication)]);
            return string.Join(' ', report.Lines) + (replication == Declared.Replication ? "" :
                $" (replication {Declared.Replication} needs {Declared.Replication} brokers, the cluster has {brokers})");
        }
        catch (KafkaException e)
        {
            throw Refusal(e, connection);
        }
    }

    private static TopicDeclaration Declaration(string topic, short replication)
    {
        var config = new Dictionary<string, string>(Declared.Config, StringComparer.Ordinal);
        if (replication < 2)
            config[MinInSync] = "1";
        return Declared with { Name = topic, Replication = replication, Config = config };
    }

    private static StartupRefusedException Missing(KafkaConnection connection, string topic) => new(
        $"Topic '{topic}' does not exist: create it with --create-topic, or with `kafka-topics.sh --bootstrap-server "
        + $"{connection.BootstrapServers} --create --topic {topic} --partitions {Declared.Partitions} "
        + $"--replication-factor {Declared.Replication}"
        + $"{string.Concat(Declared.Config.Select(static c => $" --config {c.Key}={c.Value}"))}`.", isTransient: false);

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
