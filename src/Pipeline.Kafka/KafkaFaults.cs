using Confluent.Kafka;
using Pipeline.Streams.Faults;
using Pipeline.Streams.Telemetry;

namespace Pipeline.Kafka;

/// <summary>From an error of the client to its line of the fault table.</summary>
public static class KafkaFaults
{
    /// <summary>The line of the error.</summary>
    public static Fault Of(Error error) => FaultTable.OfKafka(error.Code.ToString());

    /// <summary>The error for the log: the line's name and the client's words.</summary>
    public static string Text(Error error) => $"{Of(error).Name}: {error.Reason}";
}
