namespace Pipeline.Hosting.Settings;

/// <summary>OpenTelemetry's samplers, by their names in OTEL_TRACES_SAMPLER.</summary>
public enum TraceSampling
{
    /// <summary>always_on.</summary>
    All,

    /// <summary>always_off.</summary>
    None,

    /// <summary>traceidratio: a random share.</summary>
    Ratio,

    /// <summary>parentbased_always_on: as the parent span decided; every root span.</summary>
    ParentAll,

    /// <summary>parentbased_always_off: as the parent span decided; no root span.</summary>
    ParentNone,

    /// <summary>parentbased_traceidratio: as the parent span decided; a random share of the root spans.</summary>
    ParentRatio,
}
