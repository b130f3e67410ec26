namespace Pipeline.Kafka;

/// <summary>Maps errors of the Kafka client to the fault table.</summary>
public static class KafkaFaults
{
    /// <summary>The entry of the fault table for an error.</summary>
    public static Fault Of(Error error) => FaultTable.OfKafka(error.Code.ToString());

    /// <summary>Text for logs: name of the fault and reason given by the client.</summary>
    public static string Text(Error error) => $"{Of(error).Name}: {error.Reason}";
}
