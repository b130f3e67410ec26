namespace Pipeline.Kafka.Topics;

/// <summary>Applies the declaration of the topics. Safe to repeat.</summary>
public static class TopicAdmin
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);

    /// <summary>Creates missing topics, sets configuration that differs, and reports differences that it cannot change.</summary>
    /// <exception cref="KafkaException">No broker answered in time, or one refused.</exception>
    public static Task<TopicReport> ApplyAsync(KafkaConnection connection, IReadOnlyList<TopicDeclaration> wanted) =>
        AdminClients.RunAsync(connection, admin => ApplyAsync(admin, wanted));

    /// <summary>The number of brokers, and of a topic's partitions; 0 partitions if the topic does not exist.</summary>
    /// <exception cref="KafkaException">No broker answered in time, or one refused.</exception>
    public static (int Brokers, int Partitions) Find(KafkaConnection connection, string topic, TimeSpan timeout)
    {
        // Requests all topics, because a request for a named topic can create that topic.
        var metadata = AdminClients.Run(connection, admin => admin.GetMetadata(timeout));
        var found = metadata.Topics.Find(t => t.Topic == topic && t.Error.Code == ErrorCode.NoError);
        return (metadata.Brokers.Count, found?.Partitions.Count ?? 0);
    }

    private static async Task<TopicReport> ApplyAsync(IAdminClient admin, IReadOnlyList<TopicDeclaration> wanted)
    {
        var found = admin.GetMetadata(Timeout).Topics
            .Where(t => t.Error.Code == ErrorCode.NoError && t.Partitions.Count > 0)
            .ToDictionary(t => t.Topic, StringComparer.Ordinal);
        var lines = new List<string>();
        var refused = new List<string>();

        var missing = wanted.Where(w => !found.ContainsKey(w.Name)).ToList();
        if (missing.Count > 0)
        {
            var existing = await CreateAsync(admin, missing);
            lines.AddRange(missing.Select(m => existing.Contains(m.Name)
                ? $"{m.Name}: exists, but has no leader yet or was created just now; apply again to compare it"
                : $"{m.Name}: created with {m.Partitions} partitions, replication {m.Replication}"));
        }

        foreach (var topic in wanted.Except(missing))
        {
            if (CompareLayout(topic, found[topic.Name]) is { } difference)
                refused.Add(difference);
            lines.AddRange(await ApplyConfigAsync(admin, topic));
        }

        return new(lines, refused);
    }

    /// <summary>Creates topics.</summary>
    /// <returns>Those that exist although the metadata did not contain them: without a leader, or created by another process.</returns>
    private static async Task<HashSet<string>> CreateAsync(IAdminClient admin, IReadOnlyList<TopicDeclaration> topics)
    {
        var options = new CreateTopicsOptions { RequestTimeout = Timeout, OperationTimeout = Timeout };
        try
        {
            await admin.CreateTopicsAsync(topics.Select(Specification), options);
            return [];
        }
        catch (CreateTopicsException e)
            when (e.Results.TrueForAll(static r => r.Error.Code is ErrorCode.NoError or ErrorCode.TopicAlreadyExists))
        {
            return [.. e.Results.Where(static r => r.Error.IsError).Select(static r => r.Topic)];
        }
    }

    /// <summary>The configuration of one resource, by name.</summary>
    internal static async Task<Dictionary<string, ConfigEntryResult>> ReadConfigAsync(
        IAdminClient admin, ConfigResource resource, TimeSpan timeout)
    {
        var described = await admin.DescribeConfigsAsync([resource], new DescribeConfigsOptions { RequestTimeout = timeout });
        return described[0].Entries;
    }

    private static TopicSpecification Specification(TopicDeclaration topic) => new()
    {
        Name = topic.Name,
        NumPartitions = topic.Partitions,
        ReplicationFactor = topic.Replication,
        Configs = topic.Config.ToDictionary(c => c.Key, c => c.Value, StringComparer.Ordinal),
    };

    /// <summary>Does not change partitions or replication: more partitions move keys, and moving replicas needs its own tool.</summary>
    private static string? CompareLayout(TopicDeclaration wanted, TopicMetadata found)
    {
        if (found.Partitions.Count != wanted.Partitions)
        {
            return $"{wanted.Name}: has {found.Partitions.Count} partitions, declared are {wanted.Partitions}; "
                + "delete the topic and apply again, or change the declaration";
        }

        var replicas = found.Partitions.Min(p => p.Replicas.Length);
        return replicas == wanted.Replication
            ? null
            : $"{wanted.Name}: has {replicas} replicas, declared are {wanted.Replication}; use kafka-reassign-partitions";
    }

    private static async Task<IReadOnlyList<string>> ApplyConfigAsync(IAdminClient admin, TopicDeclaration topic)
    {
        var resource = new ConfigResource { Type = ResourceType.Topic, Name = topic.Name };
        var entries = await ReadConfigAsync(admin, resource, Timeout);
        var differing = topic.Config.Where(c => !entries.TryGetValue(c.Key, out var entry) || entry.Value != c.Value).ToList();
        if (differing.Count == 0)
            return [$"{topic.Name}: as declared"];
        var changes = differing.ConvertAll(
            c => new ConfigEntry { Name = c.Key, Value = c.Value, IncrementalOperation = AlterConfigOpType.Set });
        await admin.IncrementalAlterConfigsAsync(
            new Dictionary<ConfigResource, List<ConfigEntry>> { [resource] = changes },
            new IncrementalAlterConfigsOptions { RequestTimeout = Timeout });
        return [.. differing.Select(c =>
            $"{topic.Name}: {c.Key} set to {c.Value} (was {(entries.TryGetValue(c.Key, out var e) ? e.Value : "unset")})")];
    }
}
