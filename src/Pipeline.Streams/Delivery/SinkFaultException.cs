using Pipeline.Streams.Faults;
using Pipeline.Streams.Telemetry;

namespace Pipeline.Streams.Delivery;

/// <summary>The sink could not apply a slice. <see cref="Fault"/> says whose fault it is and what follows from it.</summary>
public sealed class SinkFaultException : Exception
{
    /// <summary>Wraps the cause with its line of the fault table.</summary>
    public SinkFaultException(Fault fault, string? sqlState, string message, Exception cause) : base(message, cause) =>
        (Fault, SqlState) = (fault, sqlState);

    /// <summary>The line of the fault table.</summary>
    public Fault Fault { get; }

    /// <summary>SQLSTATE of the server's answer, where there was one.</summary>
    public string? SqlState { get; }
}
