namespace Pipeline.Operations.DeadLetters;

/// <summary>
/// The parts of an event that may be shown, derived from the stream definitions: values of columns that are not personal and have the
/// column's format. An allow-list, so an undeclared field stays hidden.
/// </summary>
internal sealed partial class RedactionAllowList
{
    /// <summary>Maximum number of digits of a version.</summary>
    private const int VersionDigits = 6;

    private readonly Dictionary<string, Column> _columns = new(StringComparer.Ordinal);
    private readonly HashSet<string> _previousNames = new(StringComparer.Ordinal);
    private readonly HashSet<string> _typePrefixes = new(StringComparer.Ordinal);

    /// <summary>Includes the columns of the whole domain, because a message in the wrong topic has the fields of another stream.</summary>
    public RedactionAllowList(StreamDefinition stream)
    {
        foreach (var other in stream.Domain)
        {
            foreach (var column in other.Fields)
                _columns[column.JsonName] = column;
            foreach (var type in other.EventTypes)
            {
                _typePrefixes.Add(type.Name.Split('_')[0]);
                if (type.PreviousName is { } previous)
                    _previousNames.Add(previous);
            }
        }

        foreach (var column in stream.Fields)
            _columns[column.JsonName] = column;
    }

    /// <summary>Whether the name of a field may be shown. Unknown names are hidden, because they can contain personal data.</summary>
    public bool IsName(string name) =>
        name is "event_type" or "event_id" or "version" or "occurred_at" or "data"
        || _columns.ContainsKey(name) || _previousNames.Contains(name);

    /// <summary>Whether the text of a field may be shown.</summary>
    public bool Shows(string field, string text) => field switch
    {
        // Unknown types of a known prefix are shown, because they are the reason of the dead letter.
        "event_type" => TypeLike().IsMatch(text) && _typePrefixes.Contains(text.Split('_')[0]),
        "event_id" => Guid.TryParseExact(text, "D", out _),
        "occurred_at" => InstantColumn.IsRecent(text),
        _ when _previousNames.Contains(field) => _columns[field["previous_".Length..]].Shows(text),
        _ => _columns.TryGetValue(field, out var column) && column.Shows(text),
    };

    /// <summary>Whether a number of <paramref name="length"/> characters may be shown in a field.</summary>
    public bool ShowsNumber(string field, int length) =>
        field == "version" ? length <= VersionDigits : _columns.TryGetValue(field, out var column) && column.ShowsNumber(length);

    [GeneratedRegex(
        "^[a-z]{2,20}(_[a-z]{2,20}){1,2}$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TypeLike();
}
