namespace Pipeline.IntegrationTests.Servers;

/// <summary>What every test has of itself.</summary>
internal static class RunningTest
{
    /// <summary>Fires when the run is given up.</summary>
    public static CancellationToken Token => TestContext.Current.CancellationToken;
}
