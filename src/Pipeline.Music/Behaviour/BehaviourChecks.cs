namespace Pipeline.Music.Behaviour;

/// <summary>Checks the numbers and names of behaviour.json, and reports all faults together.</summary>
internal sealed class BehaviourChecks
{
    /// <summary>Allowed distance of a sum of probabilities from 1.</summary>
    private const double Tolerance = 1e-6;

    private readonly List<string> _faults = [];

    /// <summary>One sentence per fault; empty if there is none.</summary>
    public static IReadOnlyList<string> Faults(BehaviourFile file)
    {
        var checks = new BehaviourChecks();
        checks.Row("firstPage", file.FirstPage, PageNames.All);
        checks.Names("pages", file.Pages.Keys, PageNames.All);
        // After Logout there is no next page.
        checks.Names("transitions", file.Transitions.Keys, [.. PageNames.All.SkipLast(1)]);
        foreach (var (page, row) in file.Transitions)
            checks.Row($"{page} of transitions", row, PageNames.All);
        foreach (var (page, terms) in file.Pages)
            checks.Page(page, terms);
        checks.Gap("skipAfter", file.SkipAfter);
        checks.Kinds<Taste>("tastes", file.Tastes.ToDictionary(static t => t.Key, static t => t.Value.Share));
        foreach (var (taste, terms) in file.Tastes)
            checks.Row($"{taste} of tastes", Sources(terms), [.. Sources(terms).Keys]);
        checks.Kinds<Activity>("activity", file.Activity.ToDictionary(static a => a.Key, static a => a.Value.Share));
        foreach (var (activity, terms) in file.Activity)
            checks.Within($"sessionsPerDay of {activity}", terms.SessionsPerDay, 0.01, 48);
        checks.Names("levels", file.Levels.Keys, Words<Level>());
        foreach (var (level, terms) in file.Levels)
        {
            checks.Within($"skip of {level}", terms.Skip, 0, 1);
            checks.Within($"advert of {level}", terms.Advert, 0, 1);
            checks.Within($"levelChangeAtSettings of {level}", terms.LevelChangeAtSettings, 0, 1);
        }

        checks.Within("advertSeconds.from", file.AdvertSeconds.From, 0, 600);
        checks.Within("advertSeconds.to", file.AdvertSeconds.To, file.AdvertSeconds.From, 600);
        checks.Within("fallSilent", file.FallSilent, 0.001, 1);
        checks.Within("typicalSessionMinutes", file.TypicalSessionMinutes, 0, 1440);
        checks.Rhythm(file);
        return checks._faults;
    }

    /// <summary>The names of the values of an enumeration as they are in behaviour.json: lower case.</summary>
    public static string[] Words<T>()
        where T : struct, Enum => Array.ConvertAll(Enum.GetNames<T>(), static n => n.ToLowerInvariant());

    private static Dictionary<string, double> Sources(TasteTerms terms) => new(StringComparer.Ordinal)
    {
        ["chart"] = terms.Chart,
        ["indie"] = terms.Indie,
        ["genre"] = terms.Genre,
        ["random"] = terms.Random,
    };

    private void Rhythm(BehaviourFile file)
    {
        if (file.Hours.Length != 24)
            _faults.Add($"hours has {file.Hours.Length} values instead of 24.");
        foreach (var rate in file.Hours)
            Within("a value of hours", rate, 0.001, 1000);
        Names("days", file.Days.Keys, Enum.GetNames<DayOfWeek>());
        foreach (var (day, rate) in file.Days)
            Within($"{day} of days", rate, 0.001, 1000);
    }

    private void Kinds<T>(string table, Dictionary<string, double> shares)
        where T : struct, Enum
    {
        Names(table, shares.Keys, Words<T>());
        Sum($"The shares of {table}", shares.Values);
    }

    private void Row(string row, Dictionary<string, double> probabilities, IReadOnlyList<string> names)
    {
        foreach (var unknown in probabilities.Keys.Except(names))
            _faults.Add($"The row {row} names '{unknown}', which is not one of {string.Join(", ", names)}.");
        foreach (var (name, _) in probabilities.Where(static p => p.Value is not (>= 0 and <= 1)))
            _faults.Add($"The row {row} has a probability for {name} that is not from 0 to 1.");
        Sum($"The row {row}", probabilities.Values);
    }

    private void Sum(string what, IEnumerable<double> parts)
    {
        var sum = parts.Sum();
        if (!(Math.Abs(sum - 1) <= Tolerance))
            _faults.Add($"{what} sums to {sum:0.######} instead of 1.");
    }

    private void Names(string table, IEnumerable<string> given, IReadOnlyList<string> wanted)
    {
        var names = given.ToList();
        foreach (var unknown in names.Except(wanted))
            _faults.Add($"{table} has a row '{unknown}', which is not one of {string.Join(", ", wanted)}.");
        foreach (var missing in wanted.Except(names))
            _faults.Add($"{table} has no row '{missing}'.");
    }

    private void Page(string name, PageTerms page)
    {
        if (page.Method.Length is 0 or > 10 || page.Method.AsSpan().ContainsAnyExceptInRange('A', 'Z'))
            _faults.Add($"method of {name} is '{page.Method}'; it must be 1 to 10 of the letters A to Z.");
        Within($"status of {name}", page.Status, 100, 599);
        Gap($"the gap of {name}", page.Gap);
    }

    private void Gap(string name, LogNormalGap gap)
    {
        Within($"medianSeconds of {name}", gap.MedianSeconds, 0.001, 86_400);
        Within($"sigma of {name}", gap.Sigma, 0, 5);
    }

    private void Within(string name, double value, double from, double to)
    {
        if (!(value >= from && value <= to))
            _faults.Add($"{name} is {value:0.######}; it must be from {from} to {to}.");
    }
}
