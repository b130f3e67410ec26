using Pipeline.Dashboard.Words;

namespace Pipeline.Dashboard.Panels;

/// <summary>What the answer to a POST of the page's means for who pressed the button.</summary>
internal static class ActionAnswer
{
    /// <summary>A sentence; null when it was started.</summary>
    /// <param name="status">HTTP status; 0 when there was none.</param>
    /// <param name="words">Labels.</param>
    public static string? Text(int status, PageWords words) => status switch
    {
        202 => null,
        409 => words.Busy,
        _ => words.Failed,
    };
}
