using System.Text.RegularExpressions;

namespace Pipeline.UnitTests.Architecture;

/// <summary>The transport knows a stream by its definition only: no name of a domain occurs in its code, texts and comments.</summary>
public sealed partial class DomainNameTests
{
    public static TheoryData<string> Transport =>
    [
        "Pipeline.Streams", "Pipeline.Kafka", "Pipeline.Postgres", "Pipeline.Simulation", "Pipeline.Operations", "Pipeline.Hosting",
        "Pipeline.Embedded",
    ];

    [Theory]
    [MemberData(nameof(Transport))]
    public void The_transport_names_no_domain(string project)
    {
        var files = SourceFiles.Below(Path.Combine("src", project), migrations: true);
        Assert.NotEmpty(files);
        Assert.Empty(files.SelectMany(Names));
    }

    [Theory]
    [InlineData("foreach (var order in orders)")]
    [InlineData("ShopStreams.Registry")]
    [InlineData("public Guid OrderId { get; }")]
    [InlineData("INSERT INTO order_totals")]
    [InlineData("/// <summary>Of the shop.</summary>")]
    [InlineData("\"users\"")]
    [InlineData("private readonly int _userNumbers;")]
    [InlineData("Product product = new();")]
    [InlineData("event user_created")]
    [InlineData("// Each order counts once.")]
    [InlineData("the topic of MusicStreams")]
    [InlineData("private readonly string _artist;")]
    [InlineData("INSERT INTO song_plays")]
    [InlineData("listening_events")]
    [InlineData("the topic ad_events_raw")]
    public void A_name_of_a_domain_is_found(string line) => Assert.Matches(Name(), line);

    [Theory]
    [InlineData("rows.Order(StringComparer.Ordinal)")]
    [InlineData("SELECT id FROM outbox ORDER BY id")]
    [InlineData("in the order of their key")]
    [InlineData("keeps its order, out of order and in this order")]
    [InlineData("DirtKind.OutOfOrder or FindingKind.OrderBroken")]
    [InlineData("POSTGRES_USER is the user of the server")]
    [InlineData("Producer, production and workshop")]
    [InlineData("EF's annotation ProductVersion")]
    [InlineData("a server is listening")]
    public void A_word_of_plain_English_is_not(string line) => Assert.DoesNotMatch(Name(), line);

    private static IEnumerable<string> Names(string file) => File.ReadLines(file)
        .Select((line, index) => (Match: Name().Match(line), Number: index + 1))
        .Where(static found => found.Match.Success)
        .Select(found => $"{SourceFiles.Relative(file)}:{found.Number} names {found.Match.Value}");

    /// <summary>
    /// An order is a sequence and a user an account, too. So the singular counts only as part of a longer identifier, or where the
    /// words around it leave one meaning.
    /// </summary>
    [GeneratedRegex(
        @"\b_?[Ss]hop(?![a-z])\w*|\b_?[Pp]roducts?(?![a-z]|Version)\w*|\b_?([Cc]ustomer|[Aa]rticle)s?\b"
            + @"|\b_?[Uu]sers(?![a-z])\w*|\b_?[Uu]ser_?([Ii]d|[Nn]umber|[Cc]reated|[Uu]pdated|[Pp]rofile|[Cc]hange)\w*"
            + @"|\b_?[Oo]rders(?![a-z])\w*|\b_?[Oo]rder_?([Ii]d|[Ss]tatus|[Tt]otal|[Cc]reated|[Bb]ehaviour)\w*"
            + @"|\b([Aa]n|[Oo]ne|[Ee]ach|[Ee]very|per) order\b"
            + @"|\b_?[Mm]usic(?![a-z])\w*|\b_?[Ss]ongs?(?![a-z])\w*|\b_?[Aa]rtists?(?![a-z])\w*|\b_?[Ll]istening_?[Ee]vent\w*"
            + @"|\b_?[Aa]ds?_?([Ee]vents?|[Ww]indow|[Ss]chema|[Ss]tream)\w*",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Name();
}
