using System.Xml.Linq;

namespace Pipeline.Testing;

/// <summary>The repository on disk: the tests are built inside it.</summary>
public static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>Names of the projects in a folder of the root, such as src or apps.</summary>
    public static string[] Projects(string folder) =>
        [.. ProjectFiles(folder).Select(static path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal)];

    /// <summary>Names of the projects that a project file references.</summary>
    public static string[] References(string folder, string project) =>
    [
        .. Includes(folder, project, "ProjectReference")
            .Select(static reference => Path.GetFileNameWithoutExtension(reference.Replace('\\', '/'))),
    ];

    /// <summary>Namespaces that a project file imports for all files of the project.</summary>
    public static string[] Usings(string folder, string project) => [.. Includes(folder, project, "Using")];

    private static IEnumerable<string> Includes(string folder, string project, string item) =>
        XDocument.Load(ProjectFiles(folder).Single(path => Path.GetFileNameWithoutExtension(path) == project))
            .Descendants(item)
            .Select(static element => element.Attribute("Include")!.Value);

    private static string[] ProjectFiles(string folder) =>
        Directory.GetFiles(Path.Combine(Root, folder), "*.csproj", SearchOption.AllDirectories);

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Pipeline.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new DirectoryNotFoundException($"No Pipeline.sln above {AppContext.BaseDirectory}.");
    }
}
