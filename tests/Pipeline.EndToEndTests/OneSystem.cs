namespace Pipeline.EndToEndTests;

/// <summary>
/// One container system, secure and with monitoring, for all Compose tests: starting it takes longer than any of them. It has fixed
/// ports, so its tests run one after another. Each leaves all services running.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class OneSystem : ICollectionFixture<SecureSystem>
{
    public const string Name = "the container system";
}

/// <summary>Tests that need the fixed ports, volumes or settings of the container system, and none that runs.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class NoSystem
{
    public const string Name = "no container system";
}
