using System.Text;
using Pipeline.Kafka.Consuming;
using Pipeline.Shop.Records;
using Pipeline.Streams.Delivery;
using Pipeline.Testing.Messages;

namespace Pipeline.UnitTests.Kafka;

/// <summary>The partition users/0 and messages for it.</summary>
internal static class UsersPartition
{
    public static readonly PartitionId Id = new(ShopStreams.Users, "users", 0);

    /// <summary>The event number <paramref name="number"/>, at an offset.</summary>
    public static ConsumedMessage Event(long offset, int number) =>
        new(offset, Sample.Now, Encoding.UTF8.GetBytes($"u_{number}"), Sample.UserMessage(e =>
        {
            e["event_id"] = EventId(number).ToString();
            e["version"] = number;
            e["data"]!["user_id"] = $"u_{number}";
        }));

    /// <summary>Event number 1 at offset 1, and so on.</summary>
    public static ConsumedMessage Event(long offset) => Event(offset, (int)offset);

    public static ConsumedMessage Broken(long offset) => new(offset, Sample.Now, null, "not json"u8.ToArray());

    public static Guid EventId(long number) => new($"019cb6d0-0000-7000-8000-{number:x12}");
}
