using System.Diagnostics;
using OpenTelemetry.Trace;
using Pipeline.Hosting.Settings;
using Pipeline.Kafka;
using Pipeline.Operations.Verification;
using Pipeline.Postgres;

namespace Pipeline.Hosting.Telemetry;

/// <summary>
/// Spans of a batch have no parent: they are linked to those of its messages that are traced. Drawing lots for them would lose
/// nearly all, and with them what the traced ones waited for. A batch without a traced message has no span, so there is nothing to draw for.
/// </summary>
internal sealed class LinkedSampler : Sampler
{
    private readonly Sampler _inner;

    /// <param name="inner">Decides about all other spans.</param>
    public LinkedSampler(Sampler inner)
    {
        _inner = inner;
        Description = $"{nameof(LinkedSampler)}{{{inner.Description}}}";
    }

    /// <summary>The sampler that the settings name, where it draws lots or leaves out behind this one.</summary>
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
