namespace Pipeline.Kafka.Access;

/// <summary>Applies the declaration of the cluster's principals. Safe to repeat. Needs a super user.</summary>
public static class AccessAdmin
{
    /// <summary>SCRAM iterations, twice Kafka's minimum. More iterations slow down logins and attacks on stolen credentials.</summary>
    private const int Iterations = 8192;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);

    private static readonly AclBindingFilter Everything = new()
    {
        PatternFilter = new() { Type = ResourceType.Any, ResourcePatternType = ResourcePatternType.Any },
        EntryFilter = new() { Operation = AclOperation.Any, PermissionType = AclPermissionType.Any },
    };

    /// <summary>
    /// Sets the passwords of all declared principals (SCRAM-SHA-512), grants missing permissions, and revokes undeclared permissions
    /// of declared principals. Reports undeclared principals and does not change them.
    /// </summary>
    /// <param name="connection">Connection as a super user.</param>
    /// <param name="wanted">The declaration.</param>
    /// <param name="passwords">Passwords by the names in <see cref="PrincipalDeclaration.Password"/>.</param>
    /// <returns>One line per user or change, without passwords.</returns>
    /// <exception cref="KafkaException">No broker answered in time, or one refused.</exception>
    public static Task<IReadOnlyList<string>> ApplyAsync(
        KafkaConnection connection, IReadOnlyList<PrincipalDeclaration> wanted, IReadOnlyDictionary<string, string> passwords) =>
        AdminClients.RunAsync(connection, admin => ApplyAsync(admin, wanted, passwords));

    /// <summary>The access control list of the declaration.</summary>
    internal static IReadOnlyList<AclBinding> Bindings(IEnumerable<PrincipalDeclaration> declared) =>
    [
        .. from principal in declared
           from rule in principal.Allow
           from name in rule.Names
           from operation in rule.Operations
           select new AclBinding
           {
               Pattern = PatternOf(rule.Resource, name),
               Entry = new()
               {
                   Principal = Principal(principal), Host = "*", Operation = operation, PermissionType = AclPermissionType.Allow,
               },
           },
    ];

    /// <summary>A name that ends with * is a prefix; * alone stands for all names.</summary>
    private static ResourcePattern PatternOf(AccessResource resource, string name)
    {
        var isPrefix = name.Length > 1 && name.EndsWith('*');
        return new()
        {
            Type = TypeOf(resource),
            Name = isPrefix ? name[..^1] : name,
            ResourcePatternType = isPrefix ? ResourcePatternType.Prefixed : ResourcePatternType.Literal,
        };
    }

    private static async Task<IReadOnlyList<string>> ApplyAsync(
        IAdminClient admin, IReadOnlyList<PrincipalDeclaration> wanted, IReadOnlyDictionary<string, string> passwords)
    {
        await admin.AlterUserScramCredentialsAsync(
            wanted.Select(p => new UserScramCredentialUpsertion
            {
                User = p.Name,
                ScramCredentialInfo = new() { Mechanism = ScramMechanism.ScramSha512, Iterations = Iterations },
                Password = Encoding.UTF8.GetBytes(passwords[p.Password]),
            }),
            new() { RequestTimeout = Timeout });

        var found = (await admin.DescribeAclsAsync(Everything, new() { RequestTimeout = Timeout })).AclBindings;
        var bindings = Bindings(wanted);
        var declared = wanted.Select(Principal).ToHashSet(StringComparer.Ordinal);
        var missing = bindings.Except(found).ToList();
        var undeclared = found.Except(bindings).ToList();
        var excess = undeclared.Where(b => declared.Contains(b.Entry.Principal)).ToList();
        if (missing.Count > 0)
            await admin.CreateAclsAsync(missing, new() { RequestTimeout = Timeout });
        if (excess.Count > 0)
            await admin.DeleteAclsAsync(excess.Select(b => b.ToFilter()), new() { RequestTimeout = Timeout });

        return
        [
            .. wanted.Select(p => $"{p.Name}: password set, {bindings.Count(b => b.Entry.Principal == Principal(p))} permissions"),
            .. missing.Select(b => $"granted: {Line(b)}"),
            .. excess.Select(b => $"revoked: {Line(b)}"),
            .. undeclared.Except(excess).Select(b => $"unchanged, user is not declared: {Line(b)}"),
        ];
    }

    private static string Principal(PrincipalDeclaration declared) => $"User:{declared.Name}";

    private static string Line(AclBinding binding)
    {
        var type = binding.Pattern.Type == ResourceType.Broker ? "" : $"{binding.Pattern.Type} ";
        return $"{binding.Entry.Principal} {binding.Entry.PermissionType} {binding.Entry.Operation} {type}{binding.Pattern.Name}";
    }

    /// <summary>Confluent.Kafka names Kafka's resource type CLUSTER Broker.</summary>
    private static ResourceType TypeOf(AccessResource resource) => resource switch
    {
        AccessResource.Topic => ResourceType.Topic,
        AccessResource.Group => ResourceType.Group,
        AccessResource.Cluster => ResourceType.Broker,
        _ => throw new ArgumentOutOfRangeException(nameof(resource), resource, "Unknown kind of resource."),
    };
}
