using Npgsql;
using Pipeline.Embedded.Kafka;
using Pipeline.Embedded.Postgres;
using Pipeline.Hosting.Settings;
using Pipeline.Hosting.Startup;
using Pipeline.Kafka;
using Pipeline.Kafka.Topics;
using Pipeline.Operations.Verification;
using Pipeline.Postgres;
using Pipeline.Postgres.Schema;
using Pipeline.Shop.Settings;
using Pipeline.Streams.Faults;

namespace Benchmarks.Servers;

/// <summary>
/// The servers a benchmark runs on: those that KAFKA_BOOTSTRAP_SERVERS and POSTGRES_HOST name, embedded ones in the place of
/// those not named. Every round has a database, topics and consumer groups of its own on them; database and topics are removed
/// after it, and Kafka forgets the empty groups by itself. No other data on the servers is touched.
/// </summary>
internal sealed class BenchmarkServers : IAsyncDisposable
{
    private readonly Func<string, string?> _environment;
    private readonly string _run = $"benchmark_{Guid.CreateVersion7():N}"[..22];
    private EmbeddedPostgres? _postgres;
    private NpgsqlDataSource? _admin;
    private int _shops;

    private BenchmarkServers(Func<string, string?> environment, BenchmarkSettings settings) => (_environment, Settings) = (environment, settings);

    public BenchmarkSettings Settings { get; }

    public VerificationTotals Verified { get; } = new();

    public bool EmbedsKafka => IsUnnamed("KAFKA_BOOTSTRAP_SERVERS");

    public bool EmbedsPostgres => _postgres is not null;

    /// <summary>The server's own database, for questions to the server.</summary>
    public NpgsqlDataSource Admin => _admin ?? throw new InvalidOperationException("Not started.");

    /// <summary>Ends the database server at once and brings it back; null where nobody has said how.</summary>
    public DatabaseControl? DatabaseControl =>
        _postgres is { } embedded ? new(embedded.StopServerAsync, embedded.StartServerAsync)
        : Settings.DatabaseCommands is { } commands ? DatabaseControl.OfCommands(commands.Stop, commands.Start)
        : null;

    private string Template => $"{_run}_template";

    /// <exception cref="StartupRefusedException">A given server does not answer.</exception>
    public static async Task<BenchmarkServers> StartAsync(Func<string, string?> environment, BenchmarkSettings settings, CancellationToken cancellationToken)
    {
        var servers = new BenchmarkServers(environment, settings);
        try
        {
            if (servers.IsUnnamed("POSTGRES_HOST"))
                servers._postgres = await EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions(), cancellationToken);
            var postgres = servers.PostgresOptions();
            servers._admin = NpgsqlDataSource.Create(WithoutPool(postgres));
            await StartupChecks.ReachAsync(postgres, async () =>
            {
                await servers.ExecuteAsync($"CREATE DATABASE {servers.Template}", cancellationToken);
                return true;
            });
            await using var template = NpgsqlDataSource.Create(WithoutPool(postgres with { Database = servers.Template }));
            await SchemaSetup.ApplyAsync(template, TimeProvider.System, cancellationToken);
            return servers;
        }
        catch
        {
            await servers.DisposeAsync();
            throw;
        }
    }

    /// <summary>A database, topics and groups of a round's own.</summary>
    /// <param name="settings">Settings of the pipeline that differ from the user's.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<BenchmarkShop> OpenShopAsync(IReadOnlyDictionary<string, string> settings, CancellationToken cancellationToken)
    {
        var name = $"{_run}_{++_shops}";
        var topics = new TopicNames($"{name}.users", $"{name}.products", $"{name}.orders");
        var own = new Dictionary<string, string>(settings, StringComparer.Ordinal)
        {
            ["POSTGRES_DB"] = name,
            ["KAFKA_TOPIC_USERS"] = topics.Users,
            ["KAFKA_TOPIC_PRODUCTS"] = topics.Products,
            ["KAFKA_TOPIC_ORDERS"] = topics.Orders,
            ["KAFKA_GROUP_PREFIX"] = $"{name}.",
            // Of the benchmark, not of the pipeline that is measured.
            ["ORDER_RATE"] = settings.GetValueOrDefault("ORDER_RATE", ""),
            ["DIRT"] = "",
        };
        // Complains about wrong settings before anything is made.
        if (!EmbedsKafka)
            _ = Read(own);
        var kafka = EmbedsKafka ? await StartKafkaAsync(own, cancellationToken) : null;
        var shop = new BenchmarkShop(this, kafka, own, Read(own));
        try
        {
            await ExecuteAsync($"CREATE DATABASE {name} TEMPLATE {Template}", cancellationToken);
            if (kafka is null)
                await shop.CreateTopicsAsync();
            return shop;
        }
        catch
        {
            await shop.DisposeAsync();
            throw;
        }
    }

    /// <summary>Removes a round's database.</summary>
    /// <remarks>Where it cannot be, a sentence says so: it must not hide why the benchmark ends.</remarks>
    public async Task DropAsync(string database)
    {
        try
        {
            await ExecuteAsync($"DROP DATABASE IF EXISTS {database} WITH (FORCE)", CancellationToken.None);
        }
        catch (NpgsqlException e)
        {
            await Console.Error.WriteLineAsync($"The database {database} was not removed: {e.Message}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_admin is not null)
        {
            if (_postgres is null)
                await DropAsync(Template);
            await _admin.DisposeAsync();
        }

        if (_postgres is not null)
            await _postgres.DisposeAsync();
    }

    /// <summary>Settings of the embedded database; none where it is given.</summary>
    public IReadOnlyDictionary<string, string> EmbeddedSettings => _postgres?.Settings ?? new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>What the pipeline's programs see: the user's environment, with the embedded database where there is one.</summary>
    public string? Environment(string variable) =>
        _postgres is not null && _postgres.Settings.TryGetValue(variable, out var value) ? value : _environment(variable);

    /// <summary>A stand-in of the round's own: its topics cannot be made later.</summary>
    private async Task<EmbeddedKafka> StartKafkaAsync(Dictionary<string, string> own, CancellationToken cancellationToken)
    {
        foreach (var (variable, value) in EmbeddedKafka.SettingsFor("not-started:1"))
            own[variable] = value;
        var topics = Read(own).Kafka.DeclaredTopics.Select(t => new EmbeddedTopic(t.Name, t.Partitions, t.Replication)).ToList();
        var kafka = await EmbeddedKafka.StartAsync(topics, cancellationToken);
        foreach (var (variable, value) in kafka.Settings)
            own[variable] = value;
        return kafka;
    }

    private PipelineSettings Read(Dictionary<string, string> own) => ShopSettings.Read(v => own.TryGetValue(v, out var value) ? value : Environment(v));

    private PostgresOptions PostgresOptions() => PipelineSettings.ReadPostgres(Environment);

    /// <summary>A database that somebody is connected to cannot be copied, and a pooled connection does not survive a server that is stopped.</summary>
    private static string WithoutPool(PostgresOptions options) =>
        new NpgsqlConnectionStringBuilder(options.ConnectionString(synchronousCommit: true)) { Pooling = false }.ConnectionString;

    private bool IsUnnamed(string variable) => string.IsNullOrWhiteSpace(_environment(variable));

    private async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
#pragma warning disable CA2100 // Only names made in this class.
        await using var command = Admin.CreateCommand(sql);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
