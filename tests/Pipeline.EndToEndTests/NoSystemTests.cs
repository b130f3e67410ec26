namespace Pipeline.EndToEndTests;

/// <summary>What make and dc.sh refuse before a container system is there.</summary>
[Trait("Category", "Compose")]
[Collection(NoSystem.Name)]
public sealed class NoSystemTests
{
    [Fact]
    public async Task Plain_volumes_are_not_made_secure_in_passing()
    {
        var volume = $"{Environment.GetEnvironmentVariable("COMPOSE_PROJECT_NAME") ?? "pipeline"}_postgres";
        Assert.Equal(0, (await ContainerSystem.RunAsync("docker", ["volume", "create", volume], ContainerSystem.Short)).ExitCode);
        try
        {
            var (exitCode, output) = await ContainerSystem.RunAsync("make", ["ps", "SECURE=1"], ContainerSystem.Short);
            Assert.NotEqual(0, exitCode);
            Assert.Contains("SECURE=1 needs a new system", output, StringComparison.Ordinal);
        }
        finally
        {
            await ContainerSystem.RunAsync("docker", ["volume", "rm", volume], ContainerSystem.Short);
        }
    }
}
