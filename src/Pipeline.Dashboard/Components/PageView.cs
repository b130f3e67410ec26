using Pipeline.Dashboard.Words;

namespace Pipeline.Dashboard.Components;

/// <summary>What all panels of one page need to format their values.</summary>
/// <param name="Words">Words in the language of the page.</param>
/// <param name="Offset">Offset of the browser's time zone from UTC.</param>
/// <param name="FormToken">Antiforgery token of the page.</param>
public sealed record PageView(DashboardWords Words, TimeSpan Offset, string? FormToken)
{
    /// <summary>Time of day in the browser's time zone.</summary>
    public string Time(DateTimeOffset at) => at.ToOffset(Offset).ToString("HH:mm:ss");

    /// <summary>Date and time in the browser's time zone.</summary>
    public string DateAndTime(DateTimeOffset at) => at.ToOffset(Offset).ToString("yyyy-MM-dd HH:mm:ss");

    /// <summary>Age of a stale reading as text; empty while the reading is current.</summary>
    public string StaleFor<T>(Reading<T> reading, DateTimeOffset now)
        where T : class =>
        reading is { IsStale: true } && reading.AgeAt(now) is { } age ? Words.Page.Stale(Words.Page.Age(age)) : "";
}
