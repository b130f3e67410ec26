using System.Globalization;
using System.Text.RegularExpressions;
using Pipeline.Streams;
using Pipeline.Streams.Shop;
using Pipeline.Simulation.Shop;

namespace Pipeline.Hosting.DeadLetters;

/// <summary>
/// What of an event says nothing about a person. A list of what is shown, not of what is hidden: a field that nobody thought of
/// stays hidden. A text is shown only when it looks as its field's must; in a broken message anything may stand anywhere.
/// </summary>
internal static partial class HarmlessFields
{
    private static readonly Dictionary<string, Func<string, bool>> Texts = new(StringComparer.Ordinal)
    {
        ["event_type"] = text => EventTypes.All.Any(t => t.Name() == text) || TypeLike().IsMatch(text),
        ["event_id"] = text => Guid.TryParseExact(text, "D", out _),
        ["occurred_at"] = IsInstant,
        ["created_at"] = IsInstant,
        ["order_id"] = text => Guid.TryParseExact(text, "D", out _),
        ["product_id"] = text => ProductId().IsMatch(text),
        ["status"] = text => OrderStatus.All.Contains(text),
        ["previous_status"] = text => OrderStatus.All.Contains(text),
        ["category"] = text => Catalog.CategoryNames.Contains(text),
    };

    /// <summary>And with how many characters at most: a telephone number or a card's is longer.</summary>
    private static readonly Dictionary<string, int> Numbers = new(StringComparer.Ordinal)
    {
        ["version"] = 6,
        ["discount_rate"] = 5,
        ["stock"] = 7,
        ["quantity"] = 5,
        ["price"] = 9,
        ["org_price"] = 9,
        ["total_amount"] = 9,
        ["shipping_cost"] = 7,
        ["discount_amount"] = 9,
    };

    private static readonly HashSet<string> Others = new(
        [
            "data", "user_id", "name", "gender", "age", "birth_year", "address", "address_district", "email", "grade",
            "brand", "description", "payment_method", "user_region", "user_gender", "user_age_group",
        ],
        StringComparer.Ordinal);

    /// <summary>Whether it is a name of ours; what a stranger calls his fields may hold anything.</summary>
    public static bool IsName(string name) => Texts.ContainsKey(name) || Numbers.ContainsKey(name) || Others.Contains(name);

    /// <summary>Whether the field's text may be shown.</summary>
    public static bool Shows(string field, string text) => Texts.TryGetValue(field, out var looksRight) && looksRight(text);

    /// <summary>Whether a number of so many characters may be shown in the field.</summary>
    public static bool ShowsNumber(string field, int length) => Numbers.TryGetValue(field, out var longest) && length <= longest;

    /// <summary>Whether a message's key may be shown: that of a product; those of users and orders are people.</summary>
    public static bool IsProductId(string text) => ProductId().IsMatch(text);

    /// <summary>Of recent years: an older one may be somebody's birthday.</summary>
    private static bool IsInstant(string text) =>
        InstantLike().IsMatch(text) && DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var instant) && instant.Year >= 2020;

    [GeneratedRegex("^p_[0-9]{1,9}$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ProductId();

    /// <summary>order_eaten: the type that nobody knows is what its sample is looked at for.</summary>
    [GeneratedRegex("^(user|product|order)(_[a-z]{2,20}){1,2}$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TypeLike();

    [GeneratedRegex("^[0-9T:.Z+-]{10,40}$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex InstantLike();
}
