namespace Pipeline.Embedded.Kafka;

/// <summary>
/// librdkafka's mock cluster in this process: brokers on random ports of 127.0.0.1. They keep about 5 MiB per partition in memory
/// and drop older records. Used by tests of client behaviour and by the child process of <see cref="EmbeddedKafka"/>. It cannot
/// replace real brokers in tests for data loss. Thread-safe.
/// </summary>
public sealed class MockCluster : IDisposable
{
    private readonly nint _client;
    private readonly nint _cluster;
    private int _disposed;

    /// <summary>Starts the cluster. It is ready when the constructor returns.</summary>
    /// <param name="brokers">Number of brokers; their ids start at 1.</param>
    /// <param name="initialRebalanceDelay">How long a new group waits for more members. Default: 1 s (librdkafka's default is 3 s).</param>
    /// <exception cref="EmbeddedPartException">librdkafka refused to start it.</exception>
    /// <exception cref="DllNotFoundException">librdkafka has no build for this platform.</exception>
    public MockCluster(int brokers = 3, TimeSpan? initialRebalanceDelay = null)
    {
        _client = NewClient();
        _cluster = MockClusterImports.NewCluster(_client, brokers);
        if (_cluster == nint.Zero)
        {
            ClientImports.DestroyClient(_client);
            throw new EmbeddedPartException($"librdkafka could not start a mock cluster of {brokers} brokers.");
        }

        var delay = initialRebalanceDelay ?? TimeSpan.FromSeconds(1);
        MockClusterImports.SetInitialRebalanceDelay(_cluster, (int)delay.TotalMilliseconds);
        BootstrapServers = Marshal.PtrToStringUTF8(MockClusterImports.BootstrapServers(_cluster))!;
    }

    /// <summary>The brokers' addresses, host:port separated by commas.</summary>
    public string BootstrapServers { get; }

    /// <summary>Creates a topic.</summary>
    /// <param name="name">The topic's name.</param>
    /// <param name="partitions">Number of partitions, from 1.</param>
    /// <param name="replication">Number of replicas, up to the number of brokers.</param>
    /// <exception cref="EmbeddedPartException">The topic exists, or a number is out of range.</exception>
    public void CreateTopic(string name, int partitions = 3, int replication = 3) =>
        Check($"Topic {name}", MockClusterImports.CreateTopic(Cluster, name, partitions, replication));

    /// <summary>Closes a broker's connections and refuses new ones.</summary>
    /// <param name="broker">The broker's id, from 1; -1 for all.</param>
    public void SetBrokerDown(int broker) => Check($"Broker {broker}", MockClusterImports.SetBrokerDown(Cluster, broker));

    /// <summary>Lets a broker accept connections again.</summary>
    /// <param name="broker">The broker's id, from 1; -1 for all.</param>
    public void SetBrokerUp(int broker) => Check($"Broker {broker}", MockClusterImports.SetBrokerUp(Cluster, broker));

    /// <summary>Delays every response of a broker.</summary>
    /// <param name="broker">The broker's id, from 1; -1 for all.</param>
    /// <param name="roundTrip">The added delay; whole milliseconds are used.</param>
    public void SetRoundTrip(int broker, TimeSpan roundTrip) =>
        Check($"Broker {broker}", MockClusterImports.SetRoundTrip(Cluster, broker, (int)roundTrip.TotalMilliseconds));

    /// <summary>Moves a partition to another leader.</summary>
    /// <param name="topic">The topic's name.</param>
    /// <param name="partition">The partition, from 0.</param>
    /// <param name="broker">The new leader's id, from 1; -1 for none.</param>
    public void SetPartitionLeader(string topic, int partition, int broker) =>
        Check($"{topic}[{partition}]", MockClusterImports.SetPartitionLeader(Cluster, topic, partition, broker));

    /// <summary>Fails the next requests of one kind, one error per request. Later requests succeed.</summary>
    /// <param name="apiKey">Kafka protocol API key: 0 Produce, 1 Fetch, 3 Metadata.</param>
    /// <param name="errors">Kafka protocol error codes, the same numbers as <see cref="ErrorCode"/>. 0 lets a request succeed.</param>
    public void PushRequestErrors(short apiKey, params int[] errors) =>
        MockClusterImports.PushRequestErrors(Cluster, apiKey, (nuint)errors.Length, errors);

    /// <summary>Stops the brokers and discards their records.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
            return;
        MockClusterImports.DestroyCluster(_cluster);
        ClientImports.DestroyClient(_client);
    }

    private nint Cluster
    {
        get
        {
            // After Dispose the pointer refers to freed memory.
            ObjectDisposedException.ThrowIf(_disposed == 1, this);
            return _cluster;
        }
    }

    private static nint NewClient()
    {
        try
        {
            // Errors only: the mock logs each closed connection as a warning to stderr.
            return ClientImports.NewProducer([new("log_level", "3")]);
        }
        catch (InvalidOperationException e)
        {
            throw new EmbeddedPartException(e.Message);
        }
    }

    private static void Check(string what, int code)
    {
        if (code != 0)
            throw new EmbeddedPartException($"{what} was refused by the mock cluster: {new Error((ErrorCode)code).Reason}.");
    }
}
