namespace Pipeline.Streams.Faults;

/// <summary>The program cannot start. The message is shown to the user without a stack trace.</summary>
/// <param name="message">What is wrong and what to set.</param>
/// <param name="isTransient">True if a retry can succeed (a server is down), false if the setup must change.</param>
/// <param name="cause">The cause.</param>
public sealed class StartupRefusedException(string message, bool isTransient, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>Whether a retry can succeed without a change of the setup.</summary>
    public bool IsTransient { get; } = isTransient;
}
