namespace Pipeline.Kafka;

/// <summary>
/// Runs requests with an admin client. If the brokers refuse the connection, throws that error; the client alone would retry and then
/// report a timeout.
/// </summary>
internal static class AdminClients
{
    /// <summary>Runs asynchronous requests.</summary>
    /// <exception cref="KafkaException">No broker answered, or one refused.</exception>
    public static async Task<T> RunAsync<T>(KafkaConnection connection, Func<IAdminClient, Task<T>> work)
    {
        var refusal = new ConnectionRefusal();
        using var admin = Connect(connection, refusal);
        try
        {
            return await work(admin);
        }
        catch (KafkaException e) when (refusal.Error is { } error)
        {
            throw new KafkaException(error, e);
        }
    }

    /// <summary>Runs blocking requests.</summary>
    /// <exception cref="KafkaException">No broker answered, or one refused.</exception>
    public static T Run<T>(KafkaConnection connection, Func<IAdminClient, T> work)
    {
        var refusal = new ConnectionRefusal();
        using var admin = Connect(connection, refusal);
        try
        {
            return work(admin);
        }
        catch (KafkaException e) when (refusal.Error is { } error)
        {
            throw new KafkaException(error, e);
        }
    }

    /// <summary>Creates a client that the caller disposes.</summary>
    public static IAdminClient Connect(KafkaConnection connection) => Connect(connection, new());

    /// <summary>
    /// Connects the client to all brokers, not only to those that it needs. Otherwise, while a request waits for a controller that
    /// refuses connections, the client reconnects without any backoff and uses all processor time.
    /// </summary>
    public static T ConnectedToAll<T>(T config)
        where T : ClientConfig
    {
        config.Set("enable.sparse.connections", "false");
        return config;
    }

    private static IAdminClient Connect(KafkaConnection connection, ConnectionRefusal refusal) =>
        new AdminClientBuilder(ConnectedToAll(connection.Fill(new AdminClientConfig())))
            .SetLogHandler((_, _) => { })
            .SetErrorHandler((_, error) => refusal.Note(error))
            .Build();

    /// <summary>The last refused connection. The client's thread writes it.</summary>
    private sealed class ConnectionRefusal
    {
        private volatile Error? _error;

        public Error? Error => _error;

        public void Note(Error error)
        {
            if (error.Code is ErrorCode.Local_Authentication or ErrorCode.Local_Ssl)
                _error = error;
        }
    }
}
