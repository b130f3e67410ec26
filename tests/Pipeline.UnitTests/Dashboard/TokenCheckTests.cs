using Pipeline.Dashboard.Web;

namespace Pipeline.UnitTests.Dashboard;

public sealed class TokenCheckTests
{
    private readonly TokenCheck _check = new("a token of many letters");

    [Theory]
    [InlineData("a token of many letters", true)]
    [InlineData(" a token of many letters\n", true)]
    [InlineData("a token of many letter", false)]
    [InlineData("A token of many letters", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Only_the_token_is_valid(string? entered, bool isValid) => Assert.Equal(isValid, _check.IsValid(entered));
}
