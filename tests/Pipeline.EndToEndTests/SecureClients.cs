using Confluent.Kafka;
using Npgsql;

namespace Pipeline.EndToEndTests;

/// <summary>Clients of the secure system, from outside of its containers, with the passwords of deploy/.env.</summary>
internal sealed class SecureClients
{
    private static readonly TimeSpan WaitTimeout = TimeSpan.FromSeconds(15);

    private readonly (string Host, int Port) _broker;
    private readonly (string Host, int Port) _postgres;

    private SecureClients((string Host, int Port) broker, (string Host, int Port) postgres) => (_broker, _postgres) = (broker, postgres);

    /// <summary>Every password of deploy/.env, by name.</summary>
    public IReadOnlyDictionary<string, string> Secrets { get; } = File.ReadLines(Path.Combine(ContainerSystem.Root, "deploy", ".env"))
        .Select(line => line.Split('=', 2)).Where(pair => pair is [var name, _] && name.EndsWith("_PASSWORD", StringComparison.Ordinal))
        .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);

    private static string Authority => Path.Combine(ContainerSystem.Root, "deploy", "secure", "private", "ca.crt");

    public static async Task<SecureClients> OfAsync(ContainerSystem system) =>
        new(await system.PublishedAsync("kafka-1", 9092), await system.PublishedAsync("postgres", 5432));

    /// <summary>A Kafka client's settings: of a user, with the right password unless another is given.</summary>
    public ClientConfig Kafka(string user, string? password = null) => new()
    {
        BootstrapServers = $"{_broker.Host}:{_broker.Port}",
        SecurityProtocol = SecurityProtocol.SaslSsl,
        SslCaLocation = Authority,
        SaslMechanism = SaslMechanism.ScramSha512,
        SaslUsername = user,
        SaslPassword = password ?? Secrets[$"KAFKA_{user.ToUpperInvariant()}_PASSWORD"],
    };

    /// <summary>The topics that a client gets to see.</summary>
    /// <exception cref="KafkaException">Why it gets to see nothing.</exception>
    public static IReadOnlyList<string> Topics(ClientConfig client)
    {
        Error? refusal = null;
        using var admin = new AdminClientBuilder(client)
            .SetLogHandler((_, _) => { })
            .SetErrorHandler((_, error) => refusal = error.Code is ErrorCode.Local_Authentication or ErrorCode.Local_Ssl ? error : refusal)
            .Build();
        try
        {
            return [.. admin.GetMetadata(WaitTimeout).Topics.Select(t => t.Topic)];
        }
        catch (KafkaException e) when (refusal is not null)
        {
            throw new KafkaException(refusal, e);
        }
    }

    /// <summary>Reads a topic's first message.</summary>
    /// <exception cref="ConsumeException">The brokers refuse.</exception>
    public static ConsumeResult<byte[], byte[]> Read(ClientConfig client, string topic)
    {
        using var consumer = new ConsumerBuilder<byte[], byte[]>(
            new ConsumerConfig(client) { GroupId = "stranger", EnableAutoCommit = false })
            .SetLogHandler((_, _) => { }).Build();
        consumer.Assign(new TopicPartitionOffset(topic, 0, Offset.Beginning));
        for (var until = Environment.TickCount64 + (long)WaitTimeout.TotalMilliseconds; Environment.TickCount64 < until;)
        {
            try
            {
                if (consumer.Consume(TimeSpan.FromSeconds(1)) is { } message)
                    return message;
            }
            catch (ConsumeException e) when (e.Error.Code == ErrorCode.GroupAuthorizationFailed)
            {
                // The client asks for its group's coordinator, though it reads without the group.
            }
        }

        throw new TimeoutException($"Neither a message of {topic} nor a refusal within {WaitTimeout.TotalSeconds:0} s.");
    }

    /// <summary>
    /// Writes messages, one after another; null is no value. Compressed, so that brokers accept what our consumers refuse.
    /// </summary>
    /// <exception cref="ProduceException{TKey,TValue}">The brokers refuse.</exception>
    public static async Task WriteAsync(ClientConfig client, string topic, params IReadOnlyList<string?> values)
    {
        using var producer = new ProducerBuilder<string, string?>(new ProducerConfig(client)
        {
            MessageTimeoutMs = (int)WaitTimeout.TotalMilliseconds,
            MessageMaxBytes = 4_000_000,
            CompressionType = CompressionType.Lz4,
        })
            .SetLogHandler((_, _) => { }).Build();
        foreach (var value in values)
            await producer.ProduceAsync(topic, new() { Key = "u_1", Value = value }, TestContext.Current.CancellationToken);
    }

    /// <summary>Runs a statement as a role.</summary>
    /// <returns>SQLSTATE of the refusal; null when it was done.</returns>
    public async Task<string?> RefusalAsync(string user, string password, string sql, SslMode sslMode = SslMode.VerifyFull)
    {
        await using var database = NpgsqlDataSource.Create(ConnectionString(user, password, sslMode));
        try
        {
            await using var connection = await database.OpenConnectionAsync(TestContext.Current.CancellationToken);
#pragma warning disable CA2100 // Every statement is a text of a test.
            await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
            return null;
        }
        catch (PostgresException e)
        {
            return e.SqlState;
        }
    }

    /// <summary>The first column of every row, as the role that may read everything.</summary>
    public async Task<IReadOnlyList<string>> AskAsync(string sql)
    {
        await using var database = NpgsqlDataSource.Create(
            ConnectionString("pipeline_reader", Secrets["POSTGRES_READER_PASSWORD"], SslMode.VerifyFull));
        await using var command = database.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var values = new List<string>();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
            values.Add(reader.GetString(0));
        return values;
    }

    private string ConnectionString(string user, string password, SslMode sslMode) => new NpgsqlConnectionStringBuilder
    {
        Host = _postgres.Host,
        Port = _postgres.Port,
        Database = "sesac_db",
        Username = user,
        Password = password,
        SslMode = sslMode,
        RootCertificate = sslMode == SslMode.Disable ? null : Authority,
        // Without the reader's second lock: what is refused must be refused by the grants.
        Options = "-c default_transaction_read_only=off",
        Pooling = false,
    }.ConnectionString;
}
