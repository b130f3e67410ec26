using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(Pipeline.IntegrationTests.Servers.LongestFirst))]

namespace Pipeline.IntegrationTests.Servers;

/// <summary>Starts the classes first that run for more than a minute, so that none of them runs alone at the end.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Long =
        ["Replay", "Verif", "RecreatedTopic", "SkippedOffset", "StrangeMessage", "ServerSentence", "Ingest"];

    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderByDescending(static c => Long.Any(c.TestCollectionDisplayName.Contains))];
}
