using Pipeline.Dashboard.Words;
using Pipeline.Operations.Status;

namespace Pipeline.Dashboard.Components;

/// <summary>What all panels of one page need to speak to its reader.</summary>
/// <param name="Words">The labels.</param>
/// <param name="Offset">The reader's clock, ahead of UTC.</param>
/// <param name="FormToken">The antiforgery token of the page.</param>
public sealed record PageView(Labels Words, TimeSpan Offset, string? FormToken)
{
    /// <summary>The time of day by the reader's clock.</summary>
    public string Time(DateTimeOffset at) => at.ToOffset(Offset).ToString("HH:mm:ss");

    /// <summary>Date and time by the reader's clock.</summary>
    public string DateAndTime(DateTimeOffset at) => at.ToOffset(Offset).ToString("yyyy-MM-dd HH:mm:ss");

    /// <summary>How old something is; empty when it is not old.</summary>
    public string StaleFor<T>(Reading<T> reading, DateTimeOffset now)
        where T : class =>
        reading is { IsStale: true } && reading.AgeAt(now) is { } age ? Words.Page.Stale(Words.Page.Age(age)) : "";
}
