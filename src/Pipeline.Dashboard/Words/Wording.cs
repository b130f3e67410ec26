namespace Pipeline.Dashboard.Words;

/// <summary>Labels in both languages, side by side, so that neither can be forgotten when the other changes.</summary>
/// <param name="language">The one to speak.</param>
public abstract class Wording(Language language)
{
    /// <summary>Chooses.</summary>
    protected string Say(string english, string korean) => language == Language.Korean ? korean : english;
}

/// <summary>All labels of a page.</summary>
/// <param name="language">Language.</param>
public sealed class Labels(Language language)
{
    public Language Language => language;

    public PageWords Page { get; } = new(language);

    public ConditionWords Condition { get; } = new(language);

    public FlowWords Flow { get; } = new(language);

    public WorkerWords Workers { get; } = new(language);

    public LetterWords Letters { get; } = new(language);

    public ShopWords Shop { get; } = new(language);

    public VerificationWords Verification { get; } = new(language);
}
