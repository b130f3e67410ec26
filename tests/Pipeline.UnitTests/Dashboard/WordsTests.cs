using System.Reflection;
using Pipeline.Dashboard.Words;
using Pipeline.Hosting.Resilience;
using Pipeline.Operations.Status;
using Pipeline.Operations.Verification;

namespace Pipeline.UnitTests.Dashboard;

/// <summary>Every label in both languages. Those with a choice inside are tried with every choice.</summary>
public sealed class WordsTests
{
    /// <summary>What is the same in both.</summary>
    private static readonly string[] Shared = ["Half", "NearlyAll"];

    private static readonly Labels English = new(Language.English);
    private static readonly Labels Korean = new(Language.Korean);

    public static TheoryData<string> Pages =>
        [.. typeof(Labels).GetProperties().Where(static p => p.PropertyType.IsSubclassOf(typeof(Wording))).Select(static p => p.Name)];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_label_is_there_in_English_and_in_Korean(string page)
    {
        var (english, korean) = (Of(English, page), Of(Korean, page));
        Assert.NotEmpty(english);
        Assert.All(english, label => Differ(label.Key, label.Value, korean[label.Key]));
    }

    [Fact]
    public void Every_state_stage_and_trouble_has_its_words()
    {
        foreach (var state in Enum.GetValues<BreakerState>())
            Differ($"{state}", English.Workers.State(state), Korean.Workers.State(state));
        foreach (var stage in Enum.GetValues<VerificationStage>())
            Differ($"{stage}", English.Verification.Stage(stage), Korean.Verification.Stage(stage));
        foreach (var kind in Enum.GetValues<TroubleKind>())
        {
            var (english, korean) = (English.Condition.Of(new(kind, "this one")), Korean.Condition.Of(new(kind, "this one")));
            Differ($"{kind}", english, korean);
            Assert.Equal(english.Contains("this one", StringComparison.Ordinal), korean.Contains("this one", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Numbers_and_names_stand_in_both()
    {
        Assert.All([English, Korean], static words =>
        {
            Assert.Contains("1,234", words.Letters.Explain(1234), StringComparison.Ordinal);
            Assert.Contains("users", words.Letters.ReplayOne("users", "not_json"), StringComparison.Ordinal);
            Assert.Contains("not_json", words.Letters.ReplayOne("users", "not_json"), StringComparison.Ordinal);
            Assert.Contains("7", words.Workers.Failures(7), StringComparison.Ordinal);
            Assert.Contains("12:34", words.Verification.Ended("12:34"), StringComparison.Ordinal);
            Assert.Contains("1,234,567", words.Shop.Won(1_234_567), StringComparison.Ordinal);
            Assert.Contains("3", words.Page.Age(TimeSpan.FromMinutes(3)), StringComparison.Ordinal);
        });
        Assert.Equal("₩1.23 bn", English.Shop.ShortWon(1_234_000_000));
        Assert.Equal("12.3억 원", Korean.Shop.ShortWon(1_234_000_000));
        Assert.Equal(("₩1.2 m", "123만 원"), (English.Shop.ShortWon(1_234_000), Korean.Shop.ShortWon(1_234_000)));
        Assert.Equal(("₩12,340", "12,340원"), (English.Shop.ShortWon(12_340), Korean.Shop.ShortWon(12_340)));
    }

    [Theory]
    [InlineData(0.0042, "4.2 ms")]
    [InlineData(0.042, "42 ms")]
    [InlineData(4.2, "4.2 s")]
    [InlineData(420.0, "7.0 min")]
    [InlineData(null, "–")]
    public void Durations_have_the_unit_that_suits_them(double? seconds, string text) => Assert.Equal(text, English.Flow.Duration(seconds));

    private static Dictionary<string, string> Of(Labels labels, string page)
    {
        var words = typeof(Labels).GetProperty(page)!.GetValue(labels)!;
        return words.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
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
