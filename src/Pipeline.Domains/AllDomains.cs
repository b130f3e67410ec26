namespace Pipeline.Domains;

/// <summary>The domains of the programs that work with every stream: consumers, dashboard and operator commands.</summary>
public static class AllDomains
{
    /// <summary>All domains as one. A new domain is added here.</summary>
    public static PipelineDomain Joined { get; } = PipelineDomain.Join(ShopSettings.Domain, MusicSettings.Domain, AdSettings.Domain);
}
