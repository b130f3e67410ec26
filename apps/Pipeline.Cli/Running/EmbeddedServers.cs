namespace Pipeline.Cli.Running;

/// <summary>The embedded servers of <c>pipeline run</c>. Started in parallel, stopped on dispose.</summary>
internal sealed class EmbeddedServers : IAsyncDisposable
{
    private EmbeddedKafka? _kafka;
    private EmbeddedPostgres? _postgres;
    private EmbeddedRegistry? _registry;

    /// <summary>Completes with a message when an embedded server exits unexpectedly.</summary>
    public Task<string> Died => Task.WhenAny(
        DiedAsync(_kafka?.Exited, "the embedded Kafka"), DiedAsync(_postgres?.Exited, "the embedded PostgreSQL")).Unwrap();

    public static async Task<EmbeddedServers> StartAsync(
        RunSettings settings, KafkaOptions kafka, bool needsRegistry, CancellationToken cancellationToken)
    {
        var servers = new EmbeddedServers();
        try
        {
            await Task.WhenAll(
                settings.EmbedKafka ? servers.StartKafkaAsync(settings, kafka, cancellationToken) : Task.CompletedTask,
                settings.EmbedPostgres ? servers.StartPostgresAsync(settings, cancellationToken) : Task.CompletedTask);
            if (needsRegistry && settings.EmbedRegistry)
            {
                servers._registry = EmbeddedRegistry.Start();
                settings.Use(servers._registry.Settings);
            }

            return servers;
        }
        catch
        {
            await servers.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _registry?.Dispose();
        if (_kafka is not null)
            await _kafka.DisposeAsync();
        if (_postgres is not null)
            await _postgres.DisposeAsync();
    }

    private async Task StartKafkaAsync(RunSettings settings, KafkaOptions kafka, CancellationToken cancellationToken)
    {
        var topics = kafka.DeclaredTopics.Select(t => new EmbeddedTopic(t.Name, t.Partitions, t.Replication)).ToList();
        _kafka = await EmbeddedKafka.StartAsync(topics, cancellationToken: cancellationToken);
        settings.Use(_kafka.Settings);
    }

    private async Task StartPostgresAsync(RunSettings settings, CancellationToken cancellationToken)
    {
        _postgres = await EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions(), cancellationToken);
        settings.Use(_postgres.Settings);
    }

    private static async Task<string> DiedAsync(Task<int>? exited, string what)
    {
        await (exited ?? Task.Delay(Timeout.Infinite));
        return $"{what} has died";
    }
}
