namespace Pipeline.Dashboard.Words;

/// <summary>
/// Words in English and Korean. Both stand side by side in the code, so that a change of one does not miss the other.
/// </summary>
/// <param name="language">Language of the page.</param>
public abstract class LocalizedWords(Language language)
{
    /// <summary>Returns the text in the language of the page.</summary>
    protected string Say(string english, string korean) => language == Language.Korean ? korean : english;

    /// <summary>Joins the parts that are not empty.</summary>
    protected static string Join(string separator, params IEnumerable<string> parts) =>
        string.Join(separator, parts.Where(static part => part.Length > 0));
}
