using System.Globalization;
using Pipeline.Embedded.Children;

namespace Pipeline.Embedded.Kafka;

/// <summary>
/// Three Kafka brokers without Kafka: librdkafka's mock cluster in a child process. It lives in memory, keeps about 5 MiB a
/// partition, and ends with this object or with this process, in whatever way that ends.
/// </summary>
public sealed class EmbeddedKafka : IAsyncDisposable
{
    /// <summary>
    /// The mock cluster keeps about 5 MiB a partition. An event has at most about 900 bytes before compression, so this many
    /// are safe with room to spare.
    /// </summary>
    private const int MaxLag = 3000;

    private readonly ChildProcess _child;

    private EmbeddedKafka(ChildProcess child) => _child = child;

    /// <summary>The brokers' addresses, host:port separated by commas.</summary>
    public string BootstrapServers => _child.ReadyLine;

    /// <summary>The settings with which the pipeline's programs use these brokers.</summary>
    public IReadOnlyDictionary<string, string> Settings => SettingsFor(BootstrapServers);

    /// <summary>The settings for brokers at the address, also before there are any.</summary>
    public static IReadOnlyDictionary<string, string> SettingsFor(string bootstrapServers) => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["KAFKA_BOOTSTRAP_SERVERS"] = bootstrapServers,
        ["KAFKA_SECURITY_PROTOCOL"] = "PLAINTEXT",
        ["KAFKA_GROUP_PROTOCOL"] = "classic",
        // The mock cluster lets a changed group wait for nearly the session timeout before it gives out the partitions.
        ["KAFKA_SESSION_TIMEOUT_MS"] = "3000",
        ["KAFKA_MAX_LAG"] = MaxLag.ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>The child's process id.</summary>
    public int ProcessId => _child.ProcessId;

    /// <summary>Completes with the child's exit code when it is gone, expected or not; never fails.</summary>
    public Task<int> Exited => _child.Exited;

    /// <summary>Starts the brokers and creates the topics.</summary>
    /// <param name="topics">The topics that exist from the start.</param>
    /// <param name="cancellationToken">Gives up the start; nothing stays behind.</param>
    /// <exception cref="EmbeddedPartException">The child could not start, or refused a topic.</exception>
    public static Task<EmbeddedKafka> StartAsync(IReadOnlyList<EmbeddedTopic> topics, CancellationToken cancellationToken = default) =>
        StartAsync(topics, EmbeddedProcess.Current, cancellationToken);

    /// <inheritdoc cref="StartAsync(IReadOnlyList{EmbeddedTopic}, CancellationToken)"/>
    /// <param name="topics">The topics that exist from the start.</param>
    /// <param name="process">The program to start as the child, where it is not the running one.</param>
    /// <param name="cancellationToken">Gives up the start; nothing stays behind.</param>
    public static async Task<EmbeddedKafka> StartAsync(
        IReadOnlyList<EmbeddedTopic> topics, EmbeddedProcess process, CancellationToken cancellationToken = default)
    {
        string[] arguments = [KafkaChild.Role, .. topics.Select(topic => topic.ToArgument())];
        return new(await ChildProcess.StartAsync("The embedded Kafka", process, arguments, cancellationToken));
    }

    /// <summary>Takes a broker down: its connections close, and new ones are refused.</summary>
    /// <param name="broker">The broker's id, 1 to 3; -1 for all.</param>
    /// <param name="cancellationToken">Gives up waiting for its turn.</param>
    /// <exception cref="EmbeddedPartException">The child is gone, or there is no such broker.</exception>
    public Task StopBrokerAsync(int broker, CancellationToken cancellationToken = default) =>
        _child.AskAsync($"{KafkaChild.BrokerDown} {broker}", cancellationToken);

    /// <summary>Brings a broker back, with what it held.</summary>
    /// <param name="broker">The broker's id, 1 to 3; -1 for all.</param>
    /// <param name="cancellationToken">Gives up waiting for its turn.</param>
    /// <exception cref="EmbeddedPartException">The child is gone, or there is no such broker.</exception>
    public Task StartBrokerAsync(int broker, CancellationToken cancellationToken = default) =>
        _child.AskAsync($"{KafkaChild.BrokerUp} {broker}", cancellationToken);

    /// <summary>Ends the child and waits until it is gone.</summary>
    public ValueTask DisposeAsync() => _child.DisposeAsync();
}
