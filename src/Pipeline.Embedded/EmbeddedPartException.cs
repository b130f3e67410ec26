namespace Pipeline.Embedded;

/// <summary>An embedded server could not start, refused a command or exited unexpectedly. The message is for the user.</summary>
public class EmbeddedPartException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">One sentence: what is wrong.</param>
    /// <param name="inner">The cause, when there is one.</param>
    public EmbeddedPartException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
