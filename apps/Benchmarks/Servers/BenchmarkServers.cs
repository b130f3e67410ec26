namespace Benchmarks.Servers;

/// <summary>
/// The servers of a benchmark: those that KAFKA_BOOTSTRAP_SERVERS and POSTGRES_HOST name, embedded ones otherwise. Every round has its own
/// database, topics and consumer groups. Database and topics are removed after the round; Kafka removes empty groups itself. No other
/// data on the servers is changed.
/// </summary>
internal sealed class BenchmarkServers : IAsyncDisposable
{
    private readonly Func<string, string?> _environment;
    private readonly string _run = $"benchmark_{Guid.CreateVersion7():N}"[..22];
    private EmbeddedPostgres? _postgres;
    private NpgsqlDataSource? _admin;
    private int _shops;

    private BenchmarkServers(Func<string, string?> environment, BenchmarkSettings settings) =>
        (_environment, Settings) = (environment, settings);

    public BenchmarkSettings Settings { get; }

    public VerificationTotals Verified { get; } = new();

    public bool EmbedsKafka => IsUnnamed("KAFKA_BOOTSTRAP_SERVERS");

    public bool EmbedsPostgres => _postgres is not null;

    /// <summary>Connections to the database that the settings name, for creating and dropping databases.</summary>
    public NpgsqlDataSource Admin => _admin ?? throw new InvalidOperationException("The servers are not started.");

    /// <summary>Stops and starts the database server; null when the settings have no commands for a given server.</summary>
    public DatabaseControl? DatabaseControl =>
        _postgres is { } embedded ? new(embedded.StopServerAsync, embedded.StartServerAsync)
        : Settings.DatabaseCommands is { } commands ? DatabaseControl.OfCommands(commands.Stop, commands.Start)
        : null;

    private string Template => $"{_run}_template";

    /// <exception cref="StartupRefusedException">A given server does not respond.</exception>
    public static async Task<BenchmarkServers> StartAsync(
        Func<string, string?> environment, BenchmarkSettings settings, CancellationToken cancellationToken)
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
            await SchemaSetup.ApplyAsync(template, ShopSettings.Domain.Migrations, TimeProvider.System, writes: true, cancellationToken);
            return servers;
        }
        catch
        {
            await servers.DisposeAsync();
            throw;
        }
    }

    /// <summary>Creates the database and topics of a round.</summary>
    /// <param name="settings">Settings that override the user's environment.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<BenchmarkShop> OpenShopAsync(IReadOnlyDictionary<string, string> settings, CancellationToken cancellationToken)
    {
        var name = $"{_run}_{++_shops}";
        var own = new Dictionary<string, string>(settings, StringComparer.Ordinal)
        {
            ["POSTGRES_DB"] = name,
            ["KAFKA_GROUP_PREFIX"] = $"{name}.",
            // These are settings of the benchmark; the pipeline must not read them.
            ["ORDER_RATE"] = settings.GetValueOrDefault("ORDER_RATE", ""),
            ["DIRT"] = "",
        };
        foreach (var stream in ShopSettings.Domain.Streams.All)
            own[$"KAFKA_TOPIC_{stream.Name.ToUpperInvariant()}"] = $"{name}.{stream}";
        // Throws for invalid settings before anything is created.
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

    /// <summary>Removes a round's database. Prints a failure, because an exception would hide the one that ended the benchmark.</summary>
    public async Task DropAsync(string database)
    {
        try
        {
            await ExecuteAsync($"DROP DATABASE IF EXISTS {database} WITH (FORCE)", CancellationToken.None);
        }
        catch (NpgsqlException e)
        {
            await Console.Error.WriteLineAsync($"Cannot remove database {database}: {e.Message}. Remove it yourself.");
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

    /// <summary>Settings of the embedded database; empty when the database is given.</summary>
    public IReadOnlyDictionary<string, string> EmbeddedSettings =>
        _postgres?.Settings ?? new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>A variable of the user's environment, or of the embedded database if there is one.</summary>
    public string? Environment(string variable) =>
        _postgres is not null && _postgres.Settings.TryGetValue(variable, out var value) ? value : _environment(variable);

    /// <summary>Starts a mock cluster for one round: topics cannot be added to a running one.</summary>
    private async Task<EmbeddedKafka> StartKafkaAsync(Dictionary<string, string> own, CancellationToken cancellationToken)
    {
        foreach (var (variable, value) in EmbeddedKafka.SettingsFor("not-started:1"))
            own[variable] = value;
        var topics = Read(own).Kafka.DeclaredTopics.Select(t => new EmbeddedTopic(t.Name, t.Partitions, t.Replication)).ToList();
        var kafka = await EmbeddedKafka.StartAsync(topics, cancellationToken: cancellationToken);
        foreach (var (variable, value) in kafka.Settings)
            own[variable] = value;
        return kafka;
    }

    /// <summary>Settings that are read when they are used.</summary>
    /// <param name="own">Variables that override those of <see cref="Environment"/>.</param>
    public PipelineSettings NewSettings(IReadOnlyDictionary<string, string> own) => new(ShopSettings.Domain, Variable(own));

    private PipelineSettings Read(Dictionary<string, string> own) => ShopSettings.Read(Variable(own));

    private Func<string, string?> Variable(IReadOnlyDictionary<string, string> own) => v => own.GetValueOrDefault(v) ?? Environment(v);

    private PostgresOptions PostgresOptions()
    {
        var settings = new PipelineSettings(ShopSettings.Domain, Environment);
        var options = settings.Postgres;
        settings.Check();
        return options;
    }

    /// <summary>
    /// Without a pool: an open connection prevents the use of a database as a template, and breaks when the server is stopped.
    /// </summary>
    private static string WithoutPool(PostgresOptions options) =>
        new NpgsqlConnectionStringBuilder(options.ConnectionString) { Pooling = false }.ConnectionString;

    private bool IsUnnamed(string variable) => string.IsNullOrWhiteSpace(_environment(variable));

    private async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
#pragma warning disable CA2100 // The SQL contains only names that this class creates.
        await using var command = Admin.CreateCommand(sql);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
