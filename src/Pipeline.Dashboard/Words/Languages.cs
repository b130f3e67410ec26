namespace Pipeline.Dashboard.Words;

/// <summary>Language of the page. Data is shown as it is stored, whatever the language.</summary>
public enum Language
{
    English,
    Korean,
}

/// <summary>Chooses the language that the browser prefers.</summary>
public static class Languages
{
    /// <summary>Value of the lang attribute.</summary>
    public static string Code(this Language language) => language == Language.Korean ? "ko" : "en";

    /// <summary>The language for the request's Accept-Language header.</summary>
    public static Language Of(HttpRequest request) => Of(request.Headers.AcceptLanguage.ToString());

    /// <summary>Korean when its weight is above that of English, otherwise English. A weight that cannot be parsed counts as 1.</summary>
    public static Language Of(string acceptLanguage)
    {
        var (korean, english) = (0.0, 0.0);
        foreach (var item in acceptLanguage.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = item.Split(';', StringSplitOptions.TrimEntries);
            var weight = parts.Length > 1 && parts[1].StartsWith("q=", StringComparison.OrdinalIgnoreCase)
                && double.TryParse(parts[1].AsSpan(2), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var q) ? q : 1;
            if (IsOf(parts[0], "ko"))
                korean = Math.Max(korean, weight);
            else if (IsOf(parts[0], "en"))
                english = Math.Max(english, weight);
        }

        return korean > english ? Language.Korean : Language.English;
    }

    private static bool IsOf(string tag, string language) =>
        tag.Equals(language, StringComparison.OrdinalIgnoreCase) || tag.StartsWith(language + "-", StringComparison.OrdinalIgnoreCase);
}
