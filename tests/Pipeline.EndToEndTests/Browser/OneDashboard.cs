namespace Pipeline.EndToEndTests.Browser;

/// <summary>
/// One pipeline and one browser for all tests that look at the dashboard, one after the other: they stop its database, too.
/// </summary>
[CollectionDefinition(Name)]
public sealed class OneDashboard : ICollectionFixture<DashboardRun>
{
    public const string Name = "the dashboard";
}
