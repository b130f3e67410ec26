using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(Pipeline.EndToEndTests.LongestFirst))]

namespace Pipeline.EndToEndTests;

/// <summary>Starts the classes first that take longest, so that none of them runs alone at the end.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Long = ["Benchmark", "BrokerFault"];

    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderByDescending(static c => Long.Any(c.TestCollectionDisplayName.Contains))];
}
