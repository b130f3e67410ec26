using Pipeline.Streams.Faults;

namespace Pipeline.Streams.Delivery;

/// <summary>The sink failed. <see cref="Fault"/> has the cause and the action to take.</summary>
public sealed class SinkFaultException : Exception
{
    /// <summary>Wraps the cause with its entry of the fault table.</summary>
    public SinkFaultException(Fault fault, string? sqlState, string message, Exception cause) : base(message, cause) =>
        (Fault, SqlState) = (fault, sqlState);

    /// <summary>The entry of the fault table.</summary>
    public Fault Fault { get; }

    /// <summary>SQLSTATE of the server; null if the server did not answer.</summary>
    public string? SqlState { get; }
}
