using Confluent.Kafka;

namespace Pipeline.Kafka;

/// <summary>
/// Work with an administration client. Where the brokers refused the connection, that is what is thrown: by itself the client
/// goes on trying and in the end only says that nobody answered.
/// </summary>
internal static class AdminClients
{
    /// <summary>Does the work.</summary>
    /// <exception cref="KafkaException">No broker answered, or one refused.</exception>
    public static async Task<T> RunAsync<T>(KafkaConnection connection, Func<IAdminClient, Task<T>> work)
    {
        var refusal = new Refusal();
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

    /// <summary>Does work of the client's blocking kind.</summary>
    /// <exception cref="KafkaException">No broker answered, or one refused.</exception>
    public static T Run<T>(KafkaConnection connection, Func<IAdminClient, T> work)
    {
        var refusal = new Refusal();
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

    /// <summary>A client for whoever keeps one.</summary>
    public static IAdminClient Connect(KafkaConnection connection) => Connect(connection, new());

    private static IAdminClient Connect(KafkaConnection connection, Refusal refusal) =>
        new AdminClientBuilder(connection.Fill(new AdminClientConfig()))
            .SetLogHandler((_, _) => { })
            .SetErrorHandler((_, error) => refusal.Note(error))
            .Build();

    /// <summary>The last refusal; written by the client's thread.</summary>
    private sealed class Refusal
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
