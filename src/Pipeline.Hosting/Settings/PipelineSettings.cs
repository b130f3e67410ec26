namespace Pipeline.Hosting.Settings;

/// <summary>
/// The settings of a process. Each group is read on first use, so a program requires only the settings it uses: without a
/// database it does not require POSTGRES_PASSWORD. Faults are collected until <see cref="Check"/>, which throws all of them.
/// </summary>
public sealed class PipelineSettings
{
    private readonly Dictionary<Type, object> _groups = [];
    private readonly Lock _lock = new();
    private bool _isChecked;

    /// <summary>Reads no group yet; only checks the failpoints variable.</summary>
    /// <param name="domain">Streams and tables of the program.</param>
    /// <param name="environment">Value of a variable, or null.</param>
    /// <param name="arguments">The command line.</param>
    public PipelineSettings(PipelineDomain domain, Func<string, string?> environment, params IReadOnlyList<string> arguments)
    {
        (Domain, Arguments, Reader) = (domain, arguments, new(environment));
        if (Failpoints.Validate(environment(Failpoints.Variable)) is { } refusal)
            Reader.Fault(refusal);
    }

    /// <summary>The settings of this process. Writes a warning to standard error for each variable that looks misspelt.</summary>
    /// <param name="domain">Streams and tables of the program.</param>
    /// <param name="arguments">The command line.</param>
    public static PipelineSettings OfProcess(PipelineDomain domain, params IReadOnlyList<string> arguments)
    {
        UnknownSettings.Warn(domain);
        return new(domain, Environment.GetEnvironmentVariable, arguments);
    }

    /// <summary>Streams and tables of the program.</summary>
    public PipelineDomain Domain { get; }

    /// <summary>The command line.</summary>
    public IReadOnlyList<string> Arguments { get; }

    /// <summary>KAFKA_… .</summary>
    public KafkaOptions Kafka => Group(static s => KafkaSettings.Read(s.Reader, s.Domain));

    /// <summary>POSTGRES_… .</summary>
    public PostgresOptions Postgres => Group(static s => PostgresSettings.Read(s.Reader));

    /// <summary>WRITE_MODE, RANDOM_SEED.</summary>
    public WriteOptions Write => Group(WriteOptions.Read);

    /// <summary>--shard or SHARD: the share of the seeding or generating work that this process does.</summary>
    public Shard Shard => Group(static s => ShardSetting.Read(s.Reader, s.Arguments));

    /// <summary>DIRT, DIRT_TRUTH.</summary>
    public DirtOptions Dirt => Group(DirtOptions.Read);

    /// <summary>CONSUMER_… .</summary>
    public ConsumerOptions Consumer => Group(ConsumerOptions.Read);

    /// <summary>BREAKER_… .</summary>
    public BreakerOptions Breaker => Group(static s => BreakerOptions.Read(s.Reader));

    /// <summary>VERIFY_… .</summary>
    public VerifyOptions Verify => Group(VerifySettings.Read);

    /// <summary>OTEL_…, LOG_FORMAT.</summary>
    public TelemetryOptions Telemetry => Group(static s => TelemetryOptions.Read(s.Reader));

    /// <summary>DASHBOARD_… .</summary>
    public DashboardOptions Dashboard => Group(static s => DashboardOptions.Read(s.Reader));

    /// <summary>HEALTH_PORT (8081): port of /health/live, /health/ready, /metrics and /report; 0 takes a free port.</summary>
    public int HealthPort => Group(static s => new HealthOptions(s.Reader.Number("HEALTH_PORT", 8081, 0, 65535, "a port"))).Port;

    /// <summary>PROMETHEUS_URL (http://localhost:9090): the Prometheus that <c>pipeline metrics verify</c> queries.</summary>
    public Uri Prometheus => Group(static s => s.Reader.Address("PROMETHEUS_URL", "http://localhost:9090"));

    /// <summary>Reads the values of a group.</summary>
    public SettingsReader Reader { get; }

    /// <summary>A group of settings. Read once, then cached by type.</summary>
    /// <exception cref="SettingsException"><see cref="Check"/> was called before and this group has faults.</exception>
    public T Group<T>(Func<PipelineSettings, T> read)
        where T : class
    {
        lock (_lock)
        {
            if (_groups.TryGetValue(typeof(T), out var known))
                return (T)known;
            var group = read(this);
            _groups[typeof(T)] = group;
            if (_isChecked)
                Check();
            return group;
        }
    }

    /// <summary>Reads all groups, including those of the domain.</summary>
    public PipelineSettings ReadAll()
    {
        object[] all =
        [
            Shard, Kafka, Postgres, Write, Dirt, Consumer, Breaker, Verify, Telemetry, Dashboard, HealthPort, Prometheus,
            .. Domain.ReadSettings(this),
        ];
        GC.KeepAlive(all);
        return this;
    }

    /// <summary>Secrets, each from NAME or the file that NAME_FILE names.</summary>
    /// <returns>Secrets by name. A missing secret is a fault.</returns>
    public IReadOnlyDictionary<string, string> Secrets(IEnumerable<string> names) => names.ToDictionary(
        static name => name,
        name =>
        {
            var secret = Reader.Secret(name);
            if (secret is null)
                Reader.Fault($"{name} is not set: set it, or set {name}_FILE to a file that contains it.");
            return secret ?? "";
        },
        StringComparer.Ordinal);

    /// <summary>Checks all groups read so far. Call it before anything starts.</summary>
    /// <exception cref="SettingsException">One or more settings have faults; the message lists all of them.</exception>
    public void Check()
    {
        _isChecked = true;
        if (Reader.Faults.Count > 0)
            throw new SettingsException(Reader.Faults);
    }

    private sealed record HealthOptions(int Port);
}
