namespace Benchmarks.Servers;

/// <summary>Database, topics and consumer groups of one round.</summary>
internal sealed class BenchmarkShop : IAsyncDisposable
{
    /// <summary>How long the verification waits for events that are not applied yet.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(120);

    private readonly BenchmarkServers _servers;
    private readonly EmbeddedKafka? _kafka;
    private readonly IReadOnlyDictionary<string, string> _own;
    private readonly Databases _databases;

    public BenchmarkShop(BenchmarkServers servers, EmbeddedKafka? kafka, IReadOnlyDictionary<string, string> own, PipelineSettings settings)
    {
        (_servers, _kafka, _own, Settings) = (servers, kafka, own, settings);
        _databases = new(settings.Postgres);
    }

    public PipelineSettings Settings { get; }

    /// <summary>Connections with synchronous commit.</summary>
    public NpgsqlDataSource Database => _databases.SynchronousCommit;

    /// <summary>Connections with asynchronous commit, as consumers use them.</summary>
    public NpgsqlDataSource ReplayableDatabase => _databases.AsynchronousCommit;

    /// <summary>Environment variables for a program that works on this round.</summary>
    public IReadOnlyDictionary<string, string> ProgramEnvironment => _own;

    /// <summary>The settings, with librdkafka's statistics of every Kafka client.</summary>
    public PipelineSettings SettingsWithStatistics(Action<string> statistics)
    {
        var settings = _servers.NewSettings(_own);
        settings.Group(_ => Settings.Kafka with { Connection = Settings.Kafka.Connection with { Statistics = statistics } });
        // The seed is the time when RANDOM_SEED is not set.
        settings.Group(_ => Settings.Write);
        return settings;
    }

    public Task CreateTopicsAsync() => TopicAdmin.ApplyAsync(Settings.Kafka.Connection, OwnTopics(Settings.Kafka));

    /// <summary>The topics of the round. The declaration also has the topics of other domains, which a benchmark must not change.</summary>
    internal static List<TopicDeclaration> OwnTopics(KafkaOptions kafka) =>
        [.. kafka.DeclaredTopics.Where(t => t.Name.StartsWith(kafka.GroupPrefix, StringComparison.Ordinal))];

    /// <summary>Verifies that no row and no event of the round is lost or duplicated.</summary>
    /// <returns>The findings; empty when there are none.</returns>
    public async Task<IReadOnlyList<string>> VerifyAsync(CancellationToken cancellationToken)
    {
        var report = await new PipelineVerifier(Settings.Kafka, Settings.Verify, Database).RunAsync(Timeout, cancellationToken);
        _servers.Verified.Add(report);
        return [.. report.Findings.Select(f => $"{f.Kind} {f.Stream}: {f.Text}, {f.Count:N0}")];
    }

    public async Task<T> AskAsync<T>(string sql, CancellationToken cancellationToken)
    {
#pragma warning disable CA2100 // The SQL is a constant of this program.
        await using var command = Database.CreateCommand(sql);
#pragma warning restore CA2100
        return (T)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Events that consumers have applied, of all streams.</summary>
    public Task<long> AppliedEventsAsync(CancellationToken cancellationToken) =>
        AskAsync<long>("SELECT coalesce(sum(applied), 0)::bigint FROM consumer_progress", cancellationToken);

    public async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
#pragma warning disable CA2100 // The SQL is a constant of this program.
        await using var command = Database.CreateCommand(sql);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _databases.DisposeAsync();
        if (_kafka is not null)
            await _kafka.DisposeAsync();
        else
            await DeleteTopicsAsync();
        await _servers.DropAsync(Settings.Postgres.Database);
    }

    private async Task DeleteTopicsAsync()
    {
        var topics = OwnTopics(Settings.Kafka).ConvertAll(static t => t.Name);
        using var admin = new AdminClientBuilder(Settings.Kafka.Connection.Fill(new AdminClientConfig()))
            .SetLogHandler((_, _) => { })
            .Build();
        try
        {
            await admin.DeleteTopicsAsync(topics);
        }
        catch (DeleteTopicsException)
        {
            // Some topics were not created.
        }
        catch (KafkaException e)
        {
            await Console.Error.WriteLineAsync(
                $"Cannot remove the topics {string.Join(", ", topics)}: {e.Error.Reason}. Remove them yourself.");
        }
    }
}
