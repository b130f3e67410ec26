using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Pipeline.Dashboard.Words;

/// <summary>A language of the labels. The shop's own data is Korean in both.</summary>
public enum Language
{
    English,
    Korean,
}

/// <summary>Which language a browser asks for.</summary>
public static class Languages
{
    /// <summary>The code for the lang attribute.</summary>
    public static string Code(this Language language) => language == Language.Korean ? "ko" : "en";

    /// <summary>Of the Accept-Language header.</summary>
    public static Language Of(HttpRequest request) => Of(request.Headers.AcceptLanguage.ToString());

    /// <summary>Korean when it is wanted more than English; English when neither is named.</summary>
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
