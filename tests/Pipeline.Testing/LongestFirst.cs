using Xunit.Sdk;
using Xunit.v3;

namespace Pipeline.Testing;

/// <summary>Starts the classes first that take longest, so that none of them runs alone at the end.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    /// <summary>Parts of the names of classes that run for more than a minute.</summary>
    private static readonly string[] LongClasses =
    [
        "Benchmark", "BrokerFault", "Replay", "Verif", "RecreatedTopic", "SkippedOffset", "StrangeMessage", "ServerSentence", "Ingest",
    ];

    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderByDescending(static c => LongClasses.Any(c.TestCollectionDisplayName.Contains))];
}
