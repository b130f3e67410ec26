using System.Text.RegularExpressions;

namespace Pipeline.UnitTests.Architecture;

/// <summary>
/// A namespace is a folder, and no two folders of a project use each other, directly or over others. A file uses the folders of its
/// usings and of the types that it qualifies with a folder. Files beside the project file are left out: they put the folders together
/// or hold what all of them share.
/// </summary>
public sealed partial class FolderTests
{
    public static TheoryData<string> Libraries => [.. Repository.Projects("src")];

    [Theory]
    [MemberData(nameof(Libraries))]
    public void The_namespace_of_a_file_is_its_folder(string project) => Assert.All(Files(project), static file =>
    {
        var declared = Namespace().Match(File.ReadAllText(file.Path));
        if (declared.Success)
            Assert.Equal((file.Path, file.Folder), (file.Path, declared.Groups["name"].Value));
    });

    [Theory]
    [MemberData(nameof(Libraries))]
    public void No_folders_use_each_other_in_a_circle(string project)
    {
        var files = Files(project);
        var folders = files.Select(static f => f.Folder).Where(f => f != project).ToHashSet(StringComparer.Ordinal);
        var types = files.Select(static f => $"{f.Folder}.{Path.GetFileNameWithoutExtension(f.Path)}").ToHashSet(StringComparer.Ordinal);
        var uses = files.Where(f => folders.Contains(f.Folder))
            .SelectMany(file => Used(file, project, folders, types)
                .Select(used => (file.Folder, Used: used, File: Path.GetFileName(file.Path))))
            .ToList();
        Assert.Empty(InCircles(folders, [.. uses.Select(static u => (u.Folder, u.Used))])
            .SelectMany(edge => uses.Where(u => (u.Folder, u.Used) == edge))
            .Select(static u => $"{u.Folder} uses {u.Used} in {u.File}"));
    }

    /// <summary>The namespaces of other libraries are in the project file, those of the project's own folders in each file.</summary>
    [Theory]
    [MemberData(nameof(Libraries))]
    public void A_project_file_imports_no_folder_of_its_project(string project) => Assert.DoesNotContain(
        Repository.Usings("src", project), name => name == project || name.StartsWith($"{project}.", StringComparison.Ordinal));

    [Fact]
    public void Circles_are_found_and_what_only_leads_to_one_is_not_in_it() => Assert.Equal(
        [("b", "c"), ("c", "d"), ("d", "b")],
        InCircles(["a", "b", "c", "d", "e"], [("a", "b"), ("b", "c"), ("c", "d"), ("d", "b"), ("d", "e")]));

    private static List<(string Path, string Folder)> Files(string project) =>
    [
        .. SourceFiles.Below(Path.Combine("src", project), migrations: true)
            .Select(file => (file, Path.GetRelativePath(Path.Combine(Repository.Root, "src"), Path.GetDirectoryName(file)!)
                .Replace(Path.DirectorySeparatorChar, '.'))),
    ];

    private static IEnumerable<string> Used(
        (string Path, string Folder) file, string project, HashSet<string> folders, HashSet<string> types)
    {
        var code = Namespace().Replace(File.ReadAllText(file.Path), "");
        var full = Qualified().Matches(code).Select(match => Longest(match.Value, folders)).OfType<string>();
        // A name that begins with the folder is qualified within the namespace of the project.
        var relative = Relative().Matches(code)
            .Where(match => types.Contains($"{project}.{match.Value}"))
            .Select(match => $"{project}.{match.Groups["folder"].Value}");
        return full.Concat(relative).Where(used => used != file.Folder).Distinct(StringComparer.Ordinal);
    }

    /// <summary>The folder that a qualified name begins with.</summary>
    private static string? Longest(string name, HashSet<string> folders)
    {
        while (!folders.Contains(name))
        {
            var dot = name.LastIndexOf('.');
            if (dot < 0)
                return null;
            name = name[..dot];
        }

        return name;
    }

    /// <summary>The edges whose end leads back to their beginning.</summary>
    private static List<(string From, string To)> InCircles(IEnumerable<string> folders, List<(string From, string To)> edges)
    {
        var next = edges.Distinct().ToLookup(static e => e.From, static e => e.To, StringComparer.Ordinal);
        return
        [
            .. folders.Order(StringComparer.Ordinal)
                .SelectMany(from => next[from].Where(to => Reaches(to, from)).Select(to => (from, to))),
        ];

        bool Reaches(string from, string to)
        {
            var seen = new HashSet<string>(StringComparer.Ordinal);
            var open = new Stack<string>([from]);
            while (open.TryPop(out var at))
            {
                if (at == to)
                    return true;
                if (!seen.Add(at))
                    continue;
                foreach (var other in next[at])
                    open.Push(other);
            }

            return false;
        }
    }

    [GeneratedRegex(
        @"^@?namespace (?<name>[\w.]+);?\s*$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"\bPipeline(\.\w+)+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Qualified();

    [GeneratedRegex(@"(?<![\w.])(?<folder>[A-Z]\w*)\.[A-Z]\w*", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Relative();
}
