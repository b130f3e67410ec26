namespace Pipeline.UnitTests.Architecture;

/// <summary>CI checks whitespace only, which is fast, and the compiler does not know the order of usings.</summary>
public sealed class UsingOrderTests
{
    [Theory]
    [InlineData("src")]
    [InlineData("apps")]
    [InlineData("tests")]
    public void Usings_are_sorted_with_those_of_System_first(string folder)
    {
        var files = SourceFiles.Below(folder);
        Assert.NotEmpty(files);
        Assert.All(files, static file =>
        {
            var usings = File.ReadLines(file).TakeWhile(static l => l.Length == 0 || l.StartsWith("using ", StringComparison.Ordinal))
                .Where(static l => l.EndsWith(';') && !l.Contains('=') && !l.StartsWith("using static", StringComparison.Ordinal))
                .Select(static l => l["using ".Length..^1]).ToList();
            Assert.Equal(
                usings.OrderBy(static n => n != "System" && !n.StartsWith("System.", StringComparison.Ordinal))
                    .ThenBy(static n => n, StringComparer.OrdinalIgnoreCase),
                usings);
        });
    }
}
