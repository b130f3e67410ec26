namespace Pipeline.Embedded;

/// <summary>An embedded part could not start, or ended while it was needed. The message is one sentence for the user.</summary>
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
