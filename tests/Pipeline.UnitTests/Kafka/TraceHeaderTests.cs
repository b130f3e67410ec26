using System.Text;
using Confluent.Kafka;
using Pipeline.Kafka.Telemetry;
using Pipeline.Streams.Telemetry;

namespace Pipeline.UnitTests.Kafka;

public sealed class TraceHeaderTests
{
    private const string Recorded = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    [Theory]
    [InlineData(Recorded, true)]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-03", true)]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00", false)]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-02", false)]
    [InlineData("00-1-2-01", false)]
    [InlineData("", false)]
    public void Only_a_trace_that_is_recorded_is_taken(string text, bool isTaken)
    {
        var headers = new Headers { { "event-type", "order_created"u8.ToArray() }, { "traceparent", Encoding.ASCII.GetBytes(text) } };
        Assert.Equal(isTaken ? text : null, TraceHeader.Recorded(headers));
    }

    [Fact]
    public void A_message_without_the_header_has_no_trace()
    {
        Assert.Null(TraceHeader.Recorded(null));
        Assert.Null(TraceHeader.Recorded([]));
        Assert.Null(TraceHeader.Recorded(new Headers { { "traceparent", null } }));
    }

    [Theory]
    [InlineData(Recorded, true)]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00", false)]
    [InlineData("00-zzf7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", false)]
    [InlineData("trace of a row", false)]
    [InlineData(null, false)]
    public void A_context_is_made_of_a_trace_that_is_recorded(string? text, bool isOne) =>
        Assert.Equal(isOne, PipelineTracing.Recorded(text) is not null);
}
