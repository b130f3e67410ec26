using System.Reflection;
using Pipeline.Dashboard;
using Pipeline.Embedded;
using Pipeline.Streams;
using Pipeline.Hosting.Options;
using Pipeline.Kafka;
using Pipeline.Postgres.Model;
using Pipeline.Simulation;

namespace Pipeline.UnitTests.Architecture;

/// <summary>Events ← {Kafka, Postgres, Simulation} ← {Embedded, Hosting} ← Dashboard ← apps, and nothing else.</summary>
public sealed class DependencyTests
{
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["Pipeline.Streams"] = [],
        ["Pipeline.Kafka"] = ["Pipeline.Streams"],
        ["Pipeline.Postgres"] = ["Pipeline.Streams"],
        ["Pipeline.Simulation"] = ["Pipeline.Streams"],
        ["Pipeline.Embedded"] = ["Pipeline.Streams", "Pipeline.Kafka", "Pipeline.Postgres", "Pipeline.Simulation"],
        ["Pipeline.Hosting"] = ["Pipeline.Streams", "Pipeline.Kafka", "Pipeline.Postgres", "Pipeline.Simulation"],
        ["Pipeline.Dashboard"] = ["Pipeline.Streams", "Pipeline.Kafka", "Pipeline.Postgres", "Pipeline.Simulation", "Pipeline.Hosting"],
    };

    /// <summary>A type of each library, so that the compiler, not a file name, finds the assembly.</summary>
    private static readonly Assembly[] Libraries =
    [
        typeof(EventType).Assembly, typeof(KafkaConnection).Assembly, typeof(ShopContext).Assembly,
        typeof(SeededRandom).Assembly, typeof(EmbeddedParts).Assembly, typeof(PipelineSettings).Assembly, typeof(DashboardServices).Assembly,
    ];

    public static TheoryData<string> Names => [.. Allowed.Keys];

    [Fact]
    public void The_rule_and_this_test_know_every_library()
    {
        Assert.Equal(Repository.Projects("src"), Allowed.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(Repository.Projects("src"), Libraries.Select(Name).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void An_assembly_references_only_what_the_rule_allows(string library)
    {
        var referenced = Libraries.Single(a => Name(a) == library).GetReferencedAssemblies().Select(static a => a.Name!).ToList();
        Assert.Contains("System.Runtime", referenced); // The list is the real one, not an empty one.
        Assert.Empty(referenced.Where(static name => Ours.Contains(name)).Except(Allowed[library]));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_project_file_references_only_what_the_rule_allows(string library) =>
        Assert.Empty(Repository.References("src", library).Except(Allowed[library]));

    [Fact]
    public void The_assemblies_read_are_those_that_are_built_on_each_other() =>
        Assert.All(Libraries.Where(static a => Name(a) is "Pipeline.Kafka" or "Pipeline.Postgres" or "Pipeline.Simulation" or "Pipeline.Hosting"), static library =>
            Assert.Contains(library.GetReferencedAssemblies(), static a => a.Name == "Pipeline.Streams"));

    [Fact]
    public void No_app_references_an_app() =>
        Assert.All(Repository.Projects("apps"), static app =>
            Assert.Empty(Repository.References("apps", app).Except(Allowed.Keys)));

    /// <summary>Everything that is built here, apps under their assembly names too.</summary>
    private static HashSet<string> Ours { get; } = [.. Repository.Projects("src"), .. Repository.Projects("apps"), "benchmarks", "pipeline"];

    private static string Name(Assembly assembly) => assembly.GetName().Name!;
}
