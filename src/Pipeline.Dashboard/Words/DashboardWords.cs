namespace Pipeline.Dashboard.Words;

/// <summary>All texts of a page, except those of a domain such as the shop.</summary>
/// <param name="language">Language of the page.</param>
public sealed class DashboardWords(Language language)
{
    public Language Language => language;

    public PageWords Page { get; } = new(language);

    public HealthWords Health { get; } = new(language);

    public FlowWords Flow { get; } = new(language);

    public WorkerWords Workers { get; } = new(language);

    public DeadLetterWords DeadLetters { get; } = new(language);

    public VerificationWords Verification { get; } = new(language);
}
