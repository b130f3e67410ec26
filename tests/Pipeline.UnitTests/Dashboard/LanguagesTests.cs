using Pipeline.Dashboard.Words;

namespace Pipeline.UnitTests.Dashboard;

public sealed class LanguagesTests
{
    [Theory]
    [InlineData("ko-KR,ko;q=0.9,en-US;q=0.8,en;q=0.7", Language.Korean)]
    [InlineData("ko", Language.Korean)]
    [InlineData("KO-kr", Language.Korean)]
    [InlineData("en-US,en;q=0.9,ko;q=0.8", Language.English)]
    [InlineData("de-DE,de;q=0.9,ko;q=0.5", Language.Korean)]
    [InlineData("de-DE,de;q=0.9", Language.English)]
    [InlineData("en;q=0.3, ko;q=0.4", Language.Korean)]
    [InlineData("kok-IN", Language.English)]
    [InlineData("ko;q=0", Language.English)]
    [InlineData("ko;q=much", Language.Korean)]
    [InlineData("", Language.English)]
    public void Language_is_the_one_with_the_higher_weight(string header, Language expected) =>
        Assert.Equal(expected, Languages.Of(header));
}
