namespace Pipeline.Hosting.Settings;

/// <summary>Which spans are kept: OpenTelemetry's samplers, by the names of OTEL_TRACES_SAMPLER.</summary>
public enum TraceSampling
{
    /// <summary>always_on.</summary>
    All,

    /// <summary>always_off.</summary>
    None,

    /// <summary>traceidratio: by lot.</summary>
    Ratio,

    /// <summary>parentbased_always_on: as the parent; all that have none.</summary>
    ParentAll,

    /// <summary>parentbased_always_off: as the parent; none that has none.</summary>
    ParentNone,

    /// <summary>parentbased_traceidratio: as the parent; by lot those that have none.</summary>
    ParentRatio,
}
