namespace Pipeline.Embedded;

/// <summary>An embedded server could not start, refused a command or exited unexpectedly. The message is for the user.</summary>
/// <param name="message">One sentence: what is wrong.</param>
/// <param name="inner">The cause, when there is one.</param>
public class EmbeddedPartException(string message, Exception? inner = null) : Exception(message, inner);
