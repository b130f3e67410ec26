using CsCheck;
using Pipeline.Kafka.Producing;

namespace Pipeline.UnitTests.Kafka;

public sealed class AcknowledgedPrefixTests
{
    [Fact]
    public void It_ends_at_the_first_message_without_acknowledgement_in_any_order_of_reports() =>
        Gen.Shuffle(Enumerable.Range(0, 200).ToArray()).Sample(static order =>
        {
            var prefix = new AcknowledgedPrefix();
            var seen = new HashSet<long>();
            foreach (var number in order)
            {
                prefix.Acknowledge(number);
                seen.Add(number);
                Assert.Equal(Enumerable.Range(0, 201).First(n => !seen.Contains(n)), prefix.Length);
            }
        });

    [Fact]
    public void A_message_far_ahead_of_the_first_open_one_is_too_far_to_be_tracked()
    {
        var prefix = new AcknowledgedPrefix();
        for (var number = 1; number < AcknowledgedPrefix.Capacity; number++)
            prefix.Acknowledge(number);
        Assert.Equal(0, prefix.Length);
        Assert.False(prefix.IsTooFarAhead(AcknowledgedPrefix.Capacity - 1));
        Assert.True(prefix.IsTooFarAhead(AcknowledgedPrefix.Capacity));
        prefix.Acknowledge(0);
        Assert.Equal(AcknowledgedPrefix.Capacity, prefix.Length);
        prefix.Acknowledge(AcknowledgedPrefix.Capacity);
        Assert.Equal(AcknowledgedPrefix.Capacity + 1, prefix.Length);
    }
}
