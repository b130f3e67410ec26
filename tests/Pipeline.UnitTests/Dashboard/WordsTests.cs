using System.Reflection;
using Pipeline.Dashboard.Shop;
using Pipeline.Dashboard.Words;
using Pipeline.Operations.Status;
using Pipeline.Operations.Verification;

namespace Pipeline.UnitTests.Dashboard;

/// <summary>Every text exists in both languages. Texts that depend on an enum are tested with each of its values.</summary>
public sealed class WordsTests
{
    /// <summary>Names of texts that are the same in both languages.</summary>
    private static readonly string[] Shared = ["P50", "P99"];

    private static readonly DashboardWords English = new(Language.English);
    private static readonly DashboardWords Korean = new(Language.Korean);
    private static readonly Dictionary<string, Type> Groups = typeof(LocalizedWords).Assembly.GetTypes()
        .Where(static t => t.IsSubclassOf(typeof(LocalizedWords))).ToDictionary(static t => t.Name, StringComparer.Ordinal);

    public static TheoryData<string> GroupNames => [.. Groups.Keys];

    [Theory]
    [MemberData(nameof(GroupNames))]
    public void Every_text_exists_in_English_and_Korean(string group)
    {
        var (english, korean) = (TextsOf(group, Language.English), TextsOf(group, Language.Korean));
        Assert.NotEmpty(english);
        Assert.All(english, text => Differ(text.Key, text.Value, korean[text.Key]));
    }

    [Fact]
    public void Every_breaker_state_verification_stage_and_issue_has_a_text()
    {
        foreach (var state in Enum.GetValues<BreakerState>())
            Differ($"{state}", English.Workers.State(state), Korean.Workers.State(state));
        foreach (var step in Enum.GetValues<VerificationStep>())
        {
            var stage = new VerificationStage(step, step == VerificationStep.Stream ? "plays" : null);
            Differ($"{step}", English.Verification.Stage(stage), Korean.Verification.Stage(stage));
        }

        foreach (var kind in Enum.GetValues<IssueKind>())
        {
            var (english, korean) = (English.Health.Of(new(kind, "this one")), Korean.Health.Of(new(kind, "this one")));
            Differ($"{kind}", english, korean);
            Assert.Equal(english.Contains("this one", StringComparison.Ordinal), korean.Contains("this one", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Texts_in_both_languages_contain_their_arguments()
    {
        Assert.All([English, Korean], static words =>
        {
            Assert.Contains("1,234", words.DeadLetters.Explain(1234), StringComparison.Ordinal);
            Assert.Contains("users", words.DeadLetters.ReplayOf("users", "not_json"), StringComparison.Ordinal);
            Assert.Contains("not_json", words.DeadLetters.ReplayOf("users", "not_json"), StringComparison.Ordinal);
            Assert.Contains("7", words.Workers.Failures(7), StringComparison.Ordinal);
            Assert.Contains("12:34", words.Verification.Ended("12:34"), StringComparison.Ordinal);
            Assert.Contains("1,234,567", new ShopWords(words.Language).Won(1_234_567), StringComparison.Ordinal);
            Assert.Contains("3", words.Page.Age(TimeSpan.FromMinutes(3)), StringComparison.Ordinal);
        });
    }

    [Theory]
    [InlineData(1_234_000_000, "₩1.23 bn", "12.3억 원")]
    [InlineData(1_234_000, "₩1.2 m", "123만 원")]
    [InlineData(12_340, "₩12,340", "12,340원")]
    public void Amounts_are_shortened_in_the_units_of_the_language(long won, string english, string korean) =>
        Assert.Equal((english, korean), (new ShopWords(Language.English).ShortWon(won), new ShopWords(Language.Korean).ShortWon(won)));

    [Theory]
    [InlineData(0.0042, "4.2 ms")]
    [InlineData(0.042, "42 ms")]
    [InlineData(4.2, "4.2 s")]
    [InlineData(420.0, "7.0 min")]
    [InlineData(null, "–")]
    public void A_duration_has_the_unit_that_keeps_it_short(double? seconds, string text) =>
        Assert.Equal(text, English.Flow.Duration(seconds));

    private static Dictionary<string, string> TextsOf(string group, Language language)
    {
        var words = Activator.CreateInstance(Groups[group], language)!;
        return Groups[group].GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(static p => p.PropertyType == typeof(string))
            .ToDictionary(static p => p.Name, p => (string)p.GetValue(words)!, StringComparer.Ordinal);
    }

    private static void Differ(string name, string english, string korean)
    {
        Assert.False(string.IsNullOrWhiteSpace(english), name);
        if (Shared.Contains(name))
            return;
        Assert.True(korean.Any(static c => c is >= '가' and <= '힣'), $"{name}: '{korean}' is not Korean.");
        Assert.False(english.Any(static c => c is >= '가' and <= '힣'), $"{name}: '{english}' is not English.");
    }
}
