using System.Diagnostics.Metrics;
using Pipeline.Streams.Telemetry;

namespace Pipeline.UnitTests.Streams;

public sealed class CallbackGaugeTests
{
    [Fact]
    public void Parts_are_shown_from_when_they_come_until_they_go()
    {
        using var measured = new Measurements(Instruments.OutboxRows.Name);
        using (Instruments.OutboxRows.Observe(static () => [new Measurement<long>(3)]))
        {
            using (Instruments.OutboxRows.Observe(static () => [new Measurement<long>(4)]))
                Assert.Equal([3, 4], measured.Read().Select(static m => m.Value).Order());
            Assert.Equal(3, Assert.Single(measured.Read()).Value);
        }

        Assert.Empty(measured.Read());
    }

    [Fact]
    public void It_knows_whether_anybody_listens()
    {
        Assert.False(Instruments.ClientQueueBytes.IsObserved);
        using (new Measurements(Instruments.ClientQueueBytes.Name))
            Assert.True(Instruments.ClientQueueBytes.IsObserved);
        Assert.False(Instruments.ClientQueueBytes.IsObserved);
    }
}
