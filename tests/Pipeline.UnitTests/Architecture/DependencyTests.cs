using System.Reflection;

namespace Pipeline.UnitTests.Architecture;

/// <summary>
/// Streams ← {Kafka, Postgres, Simulation} ← Operations ← Hosting ← {Shop, Music, Ads, Logs} ← {Domains, Dashboard} ← apps, with Embedded
/// beside Hosting, and Reporting beside Streams. Both tables are exact: a reference that is added or dropped is a change of the
/// architecture, and of this file.
/// </summary>
public sealed class DependencyTests
{
    /// <summary>Of each library, the projects that its project file names, and the libraries whose types it uses.</summary>
    private static readonly Dictionary<string, (string[] Names, string[] Uses)> Libraries = new(StringComparer.Ordinal)
    {
        ["Pipeline.Streams"] = ([], []),
        ["Pipeline.Kafka"] = (["Pipeline.Streams"], ["Pipeline.Streams"]),
        ["Pipeline.Postgres"] = (["Pipeline.Streams"], ["Pipeline.Streams"]),
        ["Pipeline.Simulation"] = (["Pipeline.Streams"], ["Pipeline.Streams"]),
        ["Pipeline.Embedded"] = (["Pipeline.Kafka", "Pipeline.Postgres"], ["Pipeline.Kafka"]),
        ["Pipeline.Operations"] = (
            ["Pipeline.Kafka", "Pipeline.Postgres", "Pipeline.Simulation"],
            ["Pipeline.Kafka", "Pipeline.Postgres", "Pipeline.Simulation", "Pipeline.Streams"]),
        ["Pipeline.Hosting"] = (
            ["Pipeline.Operations"],
            ["Pipeline.Kafka", "Pipeline.Operations", "Pipeline.Postgres", "Pipeline.Simulation", "Pipeline.Streams"]),
        ["Pipeline.Shop"] = (
            ["Pipeline.Hosting"],
            [
                "Pipeline.Hosting", "Pipeline.Kafka", "Pipeline.Operations", "Pipeline.Postgres", "Pipeline.Simulation",
                "Pipeline.Streams",
            ]),
        ["Pipeline.Music"] = (
            ["Pipeline.Hosting"],
            ["Pipeline.Hosting", "Pipeline.Kafka", "Pipeline.Postgres", "Pipeline.Simulation", "Pipeline.Streams"]),
        ["Pipeline.Reporting"] = ([], []),
        ["Pipeline.Ads"] = (
            ["Pipeline.Hosting", "Pipeline.Reporting"],
            [
                "Pipeline.Hosting", "Pipeline.Kafka", "Pipeline.Postgres", "Pipeline.Reporting", "Pipeline.Simulation", "Pipeline.Streams",
            ]),
        ["Pipeline.Logs"] = (
            ["Pipeline.Hosting"],
            ["Pipeline.Hosting", "Pipeline.Kafka", "Pipeline.Simulation", "Pipeline.Streams"]),
        ["Pipeline.Domains"] = (
            ["Pipeline.Ads", "Pipeline.Music", "Pipeline.Shop"],
            ["Pipeline.Ads", "Pipeline.Hosting", "Pipeline.Music", "Pipeline.Shop"]),
        ["Pipeline.Dashboard"] = (
            ["Pipeline.Shop"],
            ["Pipeline.Hosting", "Pipeline.Kafka", "Pipeline.Operations", "Pipeline.Postgres", "Pipeline.Shop", "Pipeline.Streams"]),
    };

    /// <summary>The libraries that each app's project file names.</summary>
    private static readonly Dictionary<string, string[]> Apps = new(StringComparer.Ordinal)
    {
        ["AdPipeline"] = ["Pipeline.Ads"],
        ["Benchmarks"] = ["Pipeline.Embedded", "Pipeline.Music", "Pipeline.Reporting", "Pipeline.Shop"],
        ["Consumer"] = ["Pipeline.Domains"],
        ["Dashboard"] = ["Pipeline.Dashboard", "Pipeline.Domains"],
        ["LogSimulator"] = ["Pipeline.Logs"],
        ["MicroBenchmarks"] = ["Pipeline.Kafka", "Pipeline.Music", "Pipeline.Postgres", "Pipeline.Shop"],
        ["MusicSimulator"] = ["Pipeline.Music"],
        ["Pipeline.Cli"] = ["Pipeline.Dashboard", "Pipeline.Domains", "Pipeline.Embedded"],
        ["RealtimeGenerator"] = ["Pipeline.Shop"],
        ["Seeder"] = ["Pipeline.Shop"],
    };

    public static TheoryData<string> LibraryNames => [.. Libraries.Keys];

    public static TheoryData<string> AppNames => [.. Apps.Keys];

    [Fact]
    public void The_tables_have_every_library_and_every_app()
    {
        Assert.Equal(Repository.Projects("src"), Libraries.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(Repository.Projects("apps"), Apps.Keys.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(LibraryNames))]
    public void A_library_s_project_file_names_exactly_the_libraries_of_the_table(string library) =>
        Assert.Equal(Libraries[library].Names, Repository.References("src", library).Order(StringComparer.Ordinal));

    /// <summary>The compiler keeps a reference only where a type is used; indirect references come with the direct ones.</summary>
    [Theory]
    [MemberData(nameof(LibraryNames))]
    public void A_library_uses_exactly_the_libraries_of_the_table(string library) =>
        Assert.Equal(Libraries[library].Uses, Used(Assembly.Load(library)));

    [Theory]
    [MemberData(nameof(AppNames))]
    public void An_app_s_project_file_names_exactly_the_libraries_of_the_table(string app) =>
        Assert.Equal(Apps[app], Repository.References("apps", app).Order(StringComparer.Ordinal));

    private static IEnumerable<string> Used(Assembly library) => library.GetReferencedAssemblies()
        .Select(static a => a.Name!)
        .Where(static name => Built.Contains(name))
        .Order(StringComparer.Ordinal);

    /// <summary>Everything that is built here, apps under their assembly names too.</summary>
    private static HashSet<string> Built { get; } = [.. Libraries.Keys, .. Apps.Keys, "benchmarks", "pipeline"];
}
