namespace Pipeline.Embedded;

/// <summary>A required program is not installed. The message is one sentence with the command that installs it.</summary>
/// <param name="message">One sentence: what is missing and what to do.</param>
public sealed class PrerequisiteMissingException(string message) : EmbeddedPartException(message);
