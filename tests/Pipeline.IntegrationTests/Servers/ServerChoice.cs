namespace Pipeline.IntegrationTests.Servers;

/// <summary>
/// Which servers the tests run against: containers where an engine answers and has, or gets, the images; else the embedded
/// parts. PIPELINE_TEST_SERVERS=containers or =embedded decides instead.
/// </summary>
internal sealed class ServerChoice
{
    public const string Variable = "PIPELINE_TEST_SERVERS";
    public const string PostgresImage = "postgres:15";
    public const string KafkaImage = "apache/kafka:4.3.1";

    private readonly Lazy<Task<bool>> _containers = new(DecideAsync);

    /// <summary>Whether the servers are containers; decided once.</summary>
    public Task<bool> ContainersAsync() => _containers.Value;

    private static async Task<bool> DecideAsync()
    {
        switch (Environment.GetEnvironmentVariable(Variable))
        {
            case "embedded":
                return false;
            case null or "":
                return await ContainerEngine.HasAsync(PostgresImage, KafkaImage);
            case "containers":
                // Without the images the engine's own complaint is the answer.
                await ContainerEngine.HasAsync(PostgresImage, KafkaImage);
                return true;
            case var other:
                throw new InvalidOperationException($"{Variable}={other} is neither containers nor embedded.");
        }
    }
}
