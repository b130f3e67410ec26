namespace Pipeline.Streams.Faults;

/// <summary>The program cannot start; the message is the one sentence to show.</summary>
/// <param name="sentence">What is wrong and what to set.</param>
/// <param name="canHeal">Whether waiting may cure it: a server that is away, not a topic that is cut wrongly.</param>
/// <param name="cause">The cause.</param>
public sealed class StartupRefusedException(string sentence, bool canHeal, Exception? cause = null) : Exception(sentence, cause)
{
    /// <summary>Whether waiting may cure it.</summary>
    public bool CanHeal { get; } = canHeal;
}
