using Pipeline.Embedded.Children;

namespace Pipeline.Embedded.Kafka;

/// <summary>
/// librdkafka's mock cluster with three brokers in a child process. It keeps about 5 MiB per partition in memory. The child
/// process exits when this object is disposed, or when this process exits for any reason.
/// </summary>
public sealed class EmbeddedKafka : IAsyncDisposable
{
    /// <summary>
    /// The mock cluster drops records beyond about 5 MiB per partition. An event has at most about 900 bytes before compression,
    /// so a lag of 3,000 events (2.7 MB) loses none.
    /// </summary>
    private const int MaxLag = 3000;

    private readonly ChildProcess _child;

    private EmbeddedKafka(ChildProcess child) => _child = child;

    /// <summary>The brokers' addresses, host:port separated by commas.</summary>
    public string BootstrapServers => _child.ReadyLine;

    /// <summary>The settings that connect the pipeline's programs to these brokers.</summary>
    public IReadOnlyDictionary<string, string> Settings => SettingsFor(BootstrapServers);

    /// <summary>The settings for brokers at an address. The brokers need not run yet.</summary>
    public static IReadOnlyDictionary<string, string> SettingsFor(string bootstrapServers) =>
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["KAFKA_BOOTSTRAP_SERVERS"] = bootstrapServers,
            ["KAFKA_SECURITY_PROTOCOL"] = "PLAINTEXT",
            ["KAFKA_GROUP_PROTOCOL"] = "classic",
            // After a group change, the mock cluster waits nearly one session timeout before it assigns partitions.
            ["KAFKA_SESSION_TIMEOUT_MS"] = "3000",
            ["KAFKA_MAX_LAG"] = MaxLag.ToString(CultureInfo.InvariantCulture),
        };

    /// <summary>The child process's id.</summary>
    public int ProcessId => _child.ProcessId;

    /// <summary>Completes with the child process's exit code when the process exits for any reason. Never faults.</summary>
    public Task<int> Exited => _child.Exited;

    /// <summary>Starts the brokers and creates the topics.</summary>
    /// <param name="topics">The topics that exist from the start.</param>
    /// <param name="process">The program to start as the child process. Null: the running program.</param>
    /// <param name="cancellationToken">Cancels the start and removes what was started.</param>
    /// <exception cref="EmbeddedPartException">The child process could not start, or refused a topic.</exception>
    public static async Task<EmbeddedKafka> StartAsync(
        IReadOnlyList<EmbeddedTopic> topics, EmbeddedProcess? process = null, CancellationToken cancellationToken = default)
    {
        string[] arguments = [KafkaChild.Role, .. topics.Select(topic => topic.ToArgument())];
        return new(await ChildProcess.StartAsync("The embedded Kafka", process ?? EmbeddedProcess.Current, arguments, cancellationToken));
    }

    /// <summary>Stops a broker: it closes its connections and refuses new ones.</summary>
    /// <param name="broker">The broker's id, 1 to 3; -1 for all.</param>
    /// <param name="cancellationToken">Cancels waiting for the previous command.</param>
    /// <exception cref="EmbeddedPartException">The child process has exited, or the broker does not exist.</exception>
    public Task StopBrokerAsync(int broker, CancellationToken cancellationToken = default) =>
        _child.SendCommandAsync($"{KafkaChild.BrokerDown} {broker}", cancellationToken);

    /// <summary>Starts a stopped broker. It still has its records.</summary>
    /// <param name="broker">The broker's id, 1 to 3; -1 for all.</param>
    /// <param name="cancellationToken">Cancels waiting for the previous command.</param>
    /// <exception cref="EmbeddedPartException">The child process has exited, or the broker does not exist.</exception>
    public Task StartBrokerAsync(int broker, CancellationToken cancellationToken = default) =>
        _child.SendCommandAsync($"{KafkaChild.BrokerUp} {broker}", cancellationToken);

    /// <summary>Stops the child process and waits until it exits.</summary>
    public ValueTask DisposeAsync() => _child.DisposeAsync();
}
