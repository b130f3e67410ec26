using Confluent.Kafka;
using Pipeline.Kafka.Verification;
using Pipeline.Operations.Verification;
using Pipeline.Shop.Records;
using Pipeline.Testing.Messages;

namespace Pipeline.UnitTests.Operations.Verification;

public sealed class LogObserverTests
{
    [Fact]
    public void A_label_of_dirt_may_be_null_empty_or_any_bytes()
    {
        using var folder = new ScratchFolder();
        using var log = new LogObserver(ShopStreams.Users, new(0, 0, 5), 5, new([]), new Observations(folder.Path, 1))
        {
            Partitions = 1,
        };
        byte[]?[] labels = [null, [], [0xFF], "somebody's"u8.ToArray(), "late"u8.ToArray()];
        for (var i = 0; i < labels.Length; i++)
        {
            var headers = new Headers { { "dirt", labels[i] }, { "", null }, { "dlq-replays", null } };
            log.Add(new(0, i, Sample.Now, null, Sample.UserMessage(), headers));
        }

        Assert.Equal((5, 0, 4, 1), (log.Messages, log.Missing, log.Dirt["unknown"], log.Dirt["late"]));
    }
}
