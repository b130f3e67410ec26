namespace Pipeline.EndToEndTests;

/// <summary>There is one container system on a machine, with fixed ports: its tests run one after the other.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class OneSystem
{
    public const string Name = "the container system";
}
