using Confluent.Kafka.Admin;

namespace Pipeline.Kafka.Access;

/// <summary>A user of the cluster as deploy/kafka/acls.json declares it.</summary>
/// <param name="Name">Name, without Kafka's prefix <c>User:</c>.</param>
/// <param name="Password">Setting that holds its password; the file itself holds none.</param>
/// <param name="Allow">What it may do; everything else is refused.</param>
public sealed record PrincipalDeclaration(string Name, string Password, IReadOnlyList<AccessRule> Allow);

/// <summary>Operations allowed on some resources. Read, Write and AlterConfigs include the right to describe, as the brokers see it.</summary>
/// <param name="Resource">Kind of the resources.</param>
/// <param name="Names">Their names; <c>*</c> stands for all.</param>
/// <param name="Operations">What may be done with each.</param>
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
