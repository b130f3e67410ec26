using System.Diagnostics;
using OpenTelemetry.Trace;
using Pipeline.Hosting.Telemetry;

namespace Pipeline.UnitTests.Hosting;

public sealed class LinkedSamplerTests
{
    private readonly LinkedSampler _sampler = new(new AlwaysOffSampler());

    [Fact]
    public void A_batch_with_a_traced_message_is_traced() =>
        Assert.Equal(
            SamplingDecision.RecordAndSample, Decide(default, Context(ActivityTraceFlags.None), Context(ActivityTraceFlags.Recorded)));

    [Fact]
    public void A_batch_without_one_is_the_other_samplers_business()
    {
        Assert.Equal(SamplingDecision.Drop, Decide(default, Context(ActivityTraceFlags.None)));
        Assert.Equal(SamplingDecision.Drop, Decide(default));
    }

    [Fact]
    public void A_span_with_a_parent_follows_it_and_not_its_links() =>
        Assert.Equal(SamplingDecision.Drop, Decide(Context(ActivityTraceFlags.None), Context(ActivityTraceFlags.Recorded)));

    private SamplingDecision Decide(ActivityContext parent, params ActivityContext[] links) => _sampler.ShouldSample(new(
        parent, ActivityTraceId.CreateRandom(), "process orders batch", ActivityKind.Consumer,
        links: links.Select(static l => new ActivityLink(l)))).Decision;

    private static ActivityContext Context(ActivityTraceFlags flags) =>
        new(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), flags);
}
