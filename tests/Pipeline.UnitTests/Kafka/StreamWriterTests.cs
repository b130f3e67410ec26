using Confluent.Kafka;
using Pipeline.Events.Delivery;
using Pipeline.Events.Faults;
using Pipeline.UnitTests.Events;

namespace Pipeline.UnitTests.Kafka;

public sealed class StreamWriterTests
{
    [Fact]
    public async Task What_the_brokers_refuse_for_good_goes_to_whoever_wrote_it()
    {
        var refused = new PublishResult(0, "event 1: message_too_large", FaultTable.OfKafka(nameof(ErrorCode.MsgSizeTooLarge)));
        var thrown = await Assert.ThrowsAsync<PublishRefusedException>(
            () => new Pipeline.Kafka.Producing.StreamWriter(new Answers(refused), TimeProvider.System).WriteAsync([Sample.User], CancellationToken.None));
        Assert.Equal(("event 1: message_too_large", "message_too_large"), (thrown.Message, thrown.Fault.Name));
    }

    private sealed class Answers(PublishResult answer) : IEventPublisher
    {
        public Task<PublishResult> PublishAsync(IReadOnlyList<EventMessage> messages, CancellationToken cancellationToken) => Task.FromResult(answer);
    }
}
