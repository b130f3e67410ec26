using System.Reflection;
using System.Text.RegularExpressions;

namespace Pipeline.UnitTests.Architecture;

public sealed partial class NamingTests
{
    [Fact]
    public void No_type_is_named_after_a_drawer_for_odds_and_ends()
    {
        var types = Repository.Projects("src")
            .SelectMany(static library => Assembly.Load(library).GetTypes())
            .Where(static type => type.Namespace?.StartsWith("Pipeline.", StringComparison.Ordinal) == true)
            .ToList();
        Assert.True(types.Count > 100, $"only {types.Count} types found");
        Assert.DoesNotContain(types, static type => Drawer().IsMatch(type.Name));
    }

    [Theory]
    [InlineData("src")]
    [InlineData("apps")]
    [InlineData("tests")]
    public void No_folder_and_no_file_is_such_a_drawer(string folder) =>
        Assert.DoesNotContain(
            Directory.EnumerateFileSystemEntries(Path.Combine(Repository.Root, folder), "*", SearchOption.AllDirectories),
            static path => Drawer().IsMatch(Path.GetFileNameWithoutExtension(path)));

    [GeneratedRegex("Utils?|Helpers?|Common|Manager|Base(?![a-z])", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Drawer();
}
