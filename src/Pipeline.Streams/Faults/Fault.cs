namespace Pipeline.Streams.Faults;

/// <summary>An entry of the fault table.</summary>
/// <param name="Source">Kind of code: <c>postgres</c> (SQLSTATE), <c>kafka</c> (error name), <c>registry</c> (error code or HTTP status) or
/// <c>event</c> (refusal).</param>
/// <param name="Code">The code, or a prefix that ends with <c>*</c>.</param>
/// <param name="Name">Name in logs, metrics and dead-letter headers.</param>
/// <param name="Action">The action to take.</param>
/// <param name="Meaning">Explanation for operators.</param>
public sealed record Fault(string Source, string Code, string Name, FaultAction Action, string Meaning);
