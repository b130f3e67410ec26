using Pipeline.Hosting.Settings;

namespace Pipeline.Hosting.Telemetry;

/// <summary>
/// A span of a batch has no parent; it has links to the traced messages of the batch. A ratio sampler would drop nearly all of these
/// spans, so this sampler keeps every root span with a link to a traced span.
/// </summary>
internal sealed class LinkedSampler : Sampler
{
    private readonly Sampler _inner;

    /// <param name="inner">Decides for all other spans.</param>
    public LinkedSampler(Sampler inner)
    {
        _inner = inner;
        Description = $"{nameof(LinkedSampler)}{{{inner.Description}}}";
    }

    /// <summary>The configured sampler. Samplers that drop root spans are wrapped.</summary>
    public static Sampler Of(TelemetryOptions options) => options.Sampling switch
    {
        TraceSampling.All => new AlwaysOnSampler(),
        TraceSampling.None => new AlwaysOffSampler(),
        TraceSampling.Ratio => new LinkedSampler(new TraceIdRatioBasedSampler(options.Ratio)),
        TraceSampling.ParentAll => new ParentBasedSampler(new AlwaysOnSampler()),
        TraceSampling.ParentNone => new LinkedSampler(new ParentBasedSampler(new AlwaysOffSampler())),
        TraceSampling.ParentRatio => new LinkedSampler(new ParentBasedSampler(new TraceIdRatioBasedSampler(options.Ratio))),
        _ => throw new ArgumentOutOfRangeException(nameof(options), options.Sampling, "Not a sampler."),
    };

    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters)
    {
        if (samplingParameters.ParentContext == default && IsLinkedToTraced(samplingParameters.Links))
            return new(SamplingDecision.RecordAndSample);
        return _inner.ShouldSample(samplingParameters);
    }

    private static bool IsLinkedToTraced(IEnumerable<ActivityLink>? links) =>
        links?.Any(static link => link.Context.TraceFlags.HasFlag(ActivityTraceFlags.Recorded)) == true;
}
