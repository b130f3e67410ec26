namespace Pipeline.Operations.DeadLetters;

/// <summary>A dead letter that has not been replayed.</summary>
/// <param name="DeadLetter">The dead letter.</param>
/// <param name="Place">Its position in the dead-letter topic; null if only the table dead_letters has it.</param>
/// <param name="Replays">How often its message was replayed before; 0 if never.</param>
public sealed record WaitingDeadLetter(DeadLetter DeadLetter, MessageSource? Place, int Replays);
