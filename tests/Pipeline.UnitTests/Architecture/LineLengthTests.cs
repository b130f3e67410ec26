namespace Pipeline.UnitTests.Architecture;

/// <summary>
/// The formatter does not hold .editorconfig's max_line_length; this does. The model snapshots that EF writes are not ours.
/// </summary>
public sealed class LineLengthTests
{
    private const int Longest = 140;

    [Theory]
    [InlineData("tests")]
    public void No_line_of_code_is_longer_than_140_characters(string folder)
    {
        var files = SourceFiles(folder);
        Assert.NotEmpty(files);
        Assert.Empty(files.SelectMany(LongLines));
    }

    private static List<string> SourceFiles(string folder) =>
    [
        .. Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*", SearchOption.AllDirectories)
            .Where(static file => Path.GetExtension(file) is ".cs" or ".razor"
                && !file.Split(Path.DirectorySeparatorChar).Intersect(["Migrations", "bin", "obj"], StringComparer.Ordinal).Any()),
    ];

    private static IEnumerable<string> LongLines(string file) => File.ReadLines(file)
        .Select((line, index) => (line.Length, Number: index + 1))
        .Where(static line => line.Length > Longest)
        .Select(line => $"{Path.GetRelativePath(Repository.Root, file)}:{line.Number} has {line.Length} characters");
}
