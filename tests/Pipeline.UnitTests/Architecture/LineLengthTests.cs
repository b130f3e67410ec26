namespace Pipeline.UnitTests.Architecture;

/// <summary>
/// The formatter ignores .editorconfig's max_line_length, so this test holds it. Migrations are left out: EF writes them.
/// </summary>
public sealed class LineLengthTests
{
    private const int Longest = 140;

    [Theory]
    [InlineData("src")]
    [InlineData("apps")]
    [InlineData("tests")]
    public void No_line_of_code_is_longer_than_140_characters(string folder)
    {
        var files = SourceFiles.Below(folder);
        Assert.NotEmpty(files);
        Assert.Empty(files.SelectMany(LongLines));
    }

    private static IEnumerable<string> LongLines(string file) => File.ReadLines(file)
        .Select((line, index) => (line.Length, Number: index + 1))
        .Where(static line => line.Length > Longest)
        .Select(line => $"{SourceFiles.Relative(file)}:{line.Number} has {line.Length} characters");
}
