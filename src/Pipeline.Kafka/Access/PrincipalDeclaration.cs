namespace Pipeline.Kafka.Access;

/// <summary>A user of the cluster, declared in deploy/kafka/acls.json.</summary>
/// <param name="Name">Name, without Kafka's prefix <c>User:</c>.</param>
/// <param name="Password">Name of the setting with the user's password. The file contains no passwords.</param>
/// <param name="Allow">Allowed operations. The brokers refuse all others.</param>
public sealed record PrincipalDeclaration(string Name, string Password, IReadOnlyList<AccessRule> Allow);

/// <summary>Allowed operations on resources. For the brokers, Read, Write and AlterConfigs include the permission to describe.</summary>
/// <param name="Resource">Kind of the resources.</param>
/// <param name="Names">Names of the resources; <c>*</c> for all, <c>logs.*</c> for those that begin with <c>logs.</c>.</param>
/// <param name="Operations">Operations allowed on each resource.</param>
public sealed record AccessRule(AccessResource Resource, IReadOnlyList<string> Names, IReadOnlyList<AclOperation> Operations);

/// <summary>Kinds of resources.</summary>
public enum AccessResource
{
    /// <summary>A topic.</summary>
    Topic,

    /// <summary>A consumer group.</summary>
    Group,

    /// <summary>The cluster; its name is always <c>kafka-cluster</c>.</summary>
    Cluster,
}
