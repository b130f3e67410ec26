using System.Text;
using Pipeline.Streams.Delivery;

namespace Pipeline.Simulation.Dirt;

/// <summary>An event once more, as another event.</summary>
internal static class EventCopy
{
    /// <summary>The event under a new id of this moment, in its header and in its bytes; nothing else differs.</summary>
    public static EventMessage WithNewId(EventMessage message, SeededRandom random, TimeProvider time)
    {
        var id = random.NextUuidV7(time.GetUtcNow().UtcDateTime);
        var value = message.Value.AsSpan().ToArray();
        var at = value.AsSpan().IndexOf(Utf8(message.EventId));
        if (at < 0)
            throw new InvalidOperationException($"The event {message.EventId} does not hold its id.");
        Utf8(id).CopyTo(value.AsSpan(at));
        return message with { EventId = id, Value = value };
    }

    private static byte[] Utf8(Guid id) => Encoding.ASCII.GetBytes(id.ToString());
}
