namespace Pipeline.Streams.Faults;

/// <summary>A line of the fault table.</summary>
/// <param name="Source">Who reports it: <c>postgres</c> (SQLSTATE), <c>kafka</c> (error name) or <c>event</c> (refusal).</param>
/// <param name="Code">The code, or the beginning of one when it ends with <c>*</c>.</param>
/// <param name="Name">The name in logs, metrics and dead-letter headers.</param>
/// <param name="Action">What follows.</param>
/// <param name="Meaning">For people.</param>
public sealed record Fault(string Source, string Code, string Name, FaultAction Action, string Meaning);
