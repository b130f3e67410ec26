namespace Pipeline.Kafka.Schemas;

/// <summary>The settings SCHEMA_REGISTRY_….</summary>
public sealed record RegistryOptions
{
    /// <summary>Address unless it is set: that of `make ads`.</summary>
    public const string DefaultUrl = "http://localhost:8082/apis/ccompat/v7";

    /// <summary>SCHEMA_REGISTRY_URL: address of the registry, with the path before <c>/subjects</c>.</summary>
    public Uri Url { get; init; } = new(DefaultUrl);

    /// <summary>SCHEMA_REGISTRY_USERNAME (none).</summary>
    public string? Username { get; init; }

    /// <summary>SCHEMA_REGISTRY_PASSWORD (none), or the file SCHEMA_REGISTRY_PASSWORD_FILE.</summary>
    public string? Password { get; init; }

    /// <summary>A client. It connects with the first request.</summary>
    internal CachedSchemaRegistryClient NewClient(TimeSpan timeout) => new(new SchemaRegistryConfig
    {
        Url = Url.AbsoluteUri,
        RequestTimeoutMs = (int)timeout.TotalMilliseconds,
        // Retries are ours: they have no limit, and are logged and counted.
        MaxRetries = 1,
        BasicAuthCredentialsSource = Username is null ? null : AuthCredentialsSource.UserInfo,
        BasicAuthUserInfo = Username is null ? null : $"{Username}:{Password}",
    });
}
