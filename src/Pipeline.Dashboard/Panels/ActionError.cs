using Pipeline.Dashboard.Words;

namespace Pipeline.Dashboard.Panels;

/// <summary>Turns the response to an action's POST request into a message.</summary>
internal static class ActionError
{
    /// <summary>The message to show; null when the action was started.</summary>
    /// <param name="status">HTTP status code; 0 when the request failed.</param>
    /// <param name="words">Words in the language of the page.</param>
    public static string? Of(int status, PageWords words) => status switch
    {
        202 => null,
        409 => words.AlreadyRunning,
        _ => words.NotStarted,
    };
}
