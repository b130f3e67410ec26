namespace Pipeline.Testing;

/// <summary>What every test has of itself.</summary>
public static class RunningTest
{
    /// <summary>Cancelled when the test run is.</summary>
    public static CancellationToken Token => TestContext.Current.CancellationToken;
}
