namespace Pipeline.Kafka.Topics;

/// <summary>Applies the declaration of the topics. Safe to repeat.</summary>
public static class TopicAdmin
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);

    /// <summary>Creates missing topics, sets configuration that differs, and reports differences that it cannot change.</summary>
    /// <exception cref="KafkaException">No broker answered in time, or one refused.</exception>
    public static Task<TopicReport> ApplyAsync(KafkaConnection connection, IReadOnlyList<TopicDeclaration> wanted) =>
        AdminClients.RunAsync(connection, async admin => await ApplyAsync(admin, wanted, await FindAllAsync(admin)));

    /// <summary>Creates those topics that do not exist. Existing ones are not compared.</summary>
    /// <exception cref="KafkaException">No broker answered in time, or one refused.</exception>
    public static Task<TopicReport> CreateMissingAsync(KafkaConnection connection, IReadOnlyList<TopicDeclaration> wanted) =>
        AdminClients.RunAsync(connection, async admin =>
        {
            var found = await FindAllAsync(admin);
            return await ApplyAsync(admin, [.. wanted.Where(w => !found.ContainsKey(w.Name))], found);
        });

    /// <summary>The number of brokers, and of a topic's partitions; 0 partitions if the topic does not exist.</summary>
    /// <exception cref="KafkaException">No broker answered in time, or one refused.</exception>
    public static (int Brokers, int Partitions) Find(KafkaConnection connection, string topic, TimeSpan timeout)
    {
        // Requests all topics, because a request for a named topic can create that topic.
        var metadata = AdminClients.Run(connection, admin => admin.GetMetadata(timeout));
        var found = metadata.Topics.Find(t => t.Topic == topic && t.Error.Code == ErrorCode.NoError);
        return (metadata.Brokers.Count, found?.Partitions.Count ?? 0);
    }

    /// <summary>Deletes a topic.</summary>
    /// <exception cref="KafkaException">No broker answered in time, or one refused.</exception>
    public static Task DeleteAsync(KafkaConnection connection, string topic) => AdminClients.RunAsync(connection, async admin =>
    {
        await admin.DeleteTopicsAsync([topic], new DeleteTopicsOptions { RequestTimeout = Timeout, OperationTimeout = Timeout });
        return true;
    });

    /// <summary>All topics that have partitions, by name. On another thread, because the client blocks.</summary>
    private static Task<Dictionary<string, TopicMetadata>> FindAllAsync(IAdminClient admin) => Task.Run(() => admin.GetMetadata(Timeout)
        .Topics.Where(static t => t.Error.Code == ErrorCode.NoError && t.Partitions.Count > 0)
        .ToDictionary(static t => t.Topic, StringComparer.Ordinal));

    private static async Task<TopicReport> ApplyAsync(
        IAdminClient admin, IReadOnlyList<TopicDeclaration> wanted, Dictionary<string, TopicMetadata> found)
    {
        var lines = new List<string>();
        var refused = new List<string>();

        var missing = wanted.Where(w => !found.ContainsKey(w.Name)).ToList();
        var existing = new List<(TopicDeclaration Topic, Dictionary<string, ConfigEntryResult> Entries)>();
        foreach (var topic in wanted.Except(missing))
            existing.Add((topic, await ReadConfigAsync(admin, ResourceOf(topic), Timeout)));
        // Before any change, so that a misspelt setting changes nothing.
        refused.AddRange(existing.SelectMany(static e => e.Topic.Config.Keys.Where(c => !e.Entries.ContainsKey(c))
            .Select(c => $"{e.Topic.Name}: Kafka has no topic setting {c}; nothing was changed")));
        if (missing.Count > 0)
            refused.AddRange(await ValidateAsync(admin, missing));
        if (refused.Count > 0)
            return new([], refused);

        if (missing.Count > 0)
        {
            var created = await CreateAsync(admin, missing);
            lines.AddRange(missing.Select(m => created.Contains(m.Name)
                ? $"{m.Name}: exists, but has no leader yet or was created just now; apply again to compare it"
                : $"{m.Name}: created with {m.Partitions} partitions, {ReplicationOf(m)}"));
        }

        foreach (var (topic, entries) in existing)
        {
            if (CompareLayout(topic, found[topic.Name]) is { } difference)
                refused.Add(difference);
            lines.AddRange(await ApplyConfigAsync(admin, topic, entries));
        }

        lines.AddRange(wanted.Where(static w => w.Targets is not null).Select(static w => $"{w.Name}: target {w.Targets}"));
        return new(lines, refused);
    }

    private static string ReplicationOf(TopicDeclaration topic) =>
        topic.Replication == TopicDeclaration.BrokerDefault ? "default replication" : $"replication {topic.Replication}";

    private static CreateTopicsOptions NewOptions(bool validateOnly = false) =>
        new() { RequestTimeout = Timeout, OperationTimeout = Timeout, ValidateOnly = validateOnly };

    private static ConfigResource ResourceOf(TopicDeclaration topic) => new() { Type = ResourceType.Topic, Name = topic.Name };

    /// <summary>Asks the brokers whether they would create the topics.</summary>
    /// <returns>A sentence for each topic with a setting or value that Kafka does not know.</returns>
    private static async Task<IReadOnlyList<string>> ValidateAsync(IAdminClient admin, IReadOnlyList<TopicDeclaration> missing)
    {
        try
        {
            await admin.CreateTopicsAsync(missing.Select(Specification), NewOptions(validateOnly: true));
            return [];
        }
        catch (CreateTopicsException e) when (e.Results.Exists(static r => r.Error.Code == ErrorCode.InvalidConfig))
        {
            return
            [
                .. e.Results.Where(static r => r.Error.Code == ErrorCode.InvalidConfig)
                    .Select(static r => $"{r.Topic}: {r.Error.Reason}; nothing was changed"),
            ];
        }
        catch (CreateTopicsException)
        {
            // The request that creates them reports it.
            return [];
        }
    }

    /// <summary>Creates topics.</summary>
    /// <returns>Those that exist although the metadata did not contain them: without a leader, or created by another process.</returns>
    private static async Task<HashSet<string>> CreateAsync(IAdminClient admin, IReadOnlyList<TopicDeclaration> topics)
    {
        try
        {
            await admin.CreateTopicsAsync(topics.Select(Specification), NewOptions());
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

    private static async Task<IReadOnlyList<string>> ApplyConfigAsync(
        IAdminClient admin, TopicDeclaration topic, Dictionary<string, ConfigEntryResult> entries)
    {
        var differing = topic.Config.Where(c => entries[c.Key].Value != c.Value).ToList();
        if (differing.Count == 0)
            return [$"{topic.Name}: as declared"];
        var changes = differing.ConvertAll(
            c => new ConfigEntry { Name = c.Key, Value = c.Value, IncrementalOperation = AlterConfigOpType.Set });
        await admin.IncrementalAlterConfigsAsync(
            new Dictionary<ConfigResource, List<ConfigEntry>> { [ResourceOf(topic)] = changes },
            new IncrementalAlterConfigsOptions { RequestTimeout = Timeout });
        return [.. differing.Select(c =>
            $"{topic.Name}: {c.Key} set to {c.Value} (was {entries[c.Key].Value})")];
    }
}
