using System.Reflection;
using Microsoft.Extensions.Logging;

namespace Pipeline.UnitTests.Architecture;

/// <summary>An event id names one sentence of the log, wherever it is said.</summary>
public sealed class EventIdTests
{
    private static readonly List<(string Project, int Id, string Name)> Events =
    [
        .. from project in Repository.Projects("src")
           from type in Assembly.Load(project).GetTypes()
           from method in type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
           let message = method.GetCustomAttribute<LoggerMessageAttribute>()
           where message is not null
           select (project, message.EventId, $"{type.Name}.{method.Name}"),
    ];

    [Fact]
    public void Ids_are_unique_across_projects()
    {
        Assert.True(Events.Count > 30, $"only {Events.Count} found");
        Assert.All(Events.GroupBy(static e => e.Id), static same => Assert.Single(same));
    }

    [Fact]
    public void Each_project_has_its_thousand() =>
        Assert.All(Events.GroupBy(static e => e.Project), static of => Assert.Single(of.Select(static e => e.Id / 1000).Distinct()));

    [Fact]
    public void Each_project_has_them_in_one_file() =>
        Assert.All(Events, static e => Assert.StartsWith("Log.", e.Name, StringComparison.Ordinal));
}
