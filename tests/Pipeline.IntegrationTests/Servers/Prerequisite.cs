using System.Diagnostics.CodeAnalysis;

namespace Pipeline.IntegrationTests.Servers;

/// <summary>What a machine may lack: on a developer's the test is skipped with the reason, on CI it fails.</summary>
internal static class Prerequisite
{
    [DoesNotReturn]
    public static void Missing(string reason)
    {
        if (Environment.GetEnvironmentVariable("CI") == "true")
            Assert.Fail(reason);
        Assert.Skip(reason);
    }
}
