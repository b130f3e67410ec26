using Pipeline.Operations.Verification;
using Pipeline.Streams.Delivery;

namespace Pipeline.Operations.DeadLetters;

/// <summary>A dead letter that was not sent again yet.</summary>
/// <param name="Letter">The letter.</param>
/// <param name="Place">Where it lies in its dead-letter topic; null in the table dead_letters.</param>
/// <param name="Replays">How often its message had been sent again before it came here; 0 when it came by itself.</param>
public sealed record WaitingDeadLetter(DeadLetter Letter, MessageSource? Place, int Replays);
