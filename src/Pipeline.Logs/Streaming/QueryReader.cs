namespace Pipeline.Logs.Streaming;

/// <summary>Reads the parameters of a request and collects every fault. A fault does not repeat the value, which can be anything.</summary>
internal sealed partial class QueryReader
{
    private readonly IQueryCollection _query;
    private readonly List<string> _faults = [];

    /// <summary>Checks that no other parameters are set.</summary>
    /// <param name="query">The query.</param>
    /// <param name="names">The parameters.</param>
    public QueryReader(IQueryCollection query, string[] names)
    {
        _query = query;
        var unknown = query.Keys.Where(k => !names.Contains(k, StringComparer.OrdinalIgnoreCase)).ToList();
        if (unknown.Count > 0)
        {
            // Only what can be a name is repeated.
            var shown = string.Concat(unknown.Where(static k => ParameterName().IsMatch(k)).Select(static k => $" {k}"));
            _faults.Add($"unknown parameter{shown}; there are {string.Join(", ", names)}");
        }

        _faults.AddRange(names.Where(n => query[n].Count > 1).Select(static n => $"{n} is set more than once"));
    }

    /// <summary>One sentence per fault.</summary>
    public IReadOnlyList<string> Faults => _faults;

    /// <summary>Adds a fault that the caller found.</summary>
    public void Fault(string sentence) => _faults.Add(sentence);

    /// <summary>A text; null if it is not set once.</summary>
    public string? Text(string name) => _query[name] is { Count: 1 } values ? values[0] : null;

    /// <summary>A number; null if it is not set or wrong.</summary>
    /// <param name="name">The parameter.</param>
    /// <param name="min">Smallest value.</param>
    /// <param name="max">Largest value.</param>
    /// <param name="range">The range as text, for the fault.</param>
    public double? Number(string name, double min, double max, string range)
    {
        if (Text(name) is not { } text)
            return null;
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            && number >= min && number <= max)
            return number;
        _faults.Add($"{name} is not a number from {range}");
        return null;
    }

    /// <summary>A whole number; null if it is not set or wrong.</summary>
    public long? Whole(string name, long min, long max)
    {
        if (Text(name) is not { } text)
            return null;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max)
            return number;
        _faults.Add(string.Create(CultureInfo.InvariantCulture, $"{name} is not a whole number from {min} to {max}"));
        return null;
    }

    [GeneratedRegex(@"^[A-Za-z_]{1,20}\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ParameterName();
}
