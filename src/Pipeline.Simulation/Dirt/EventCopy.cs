namespace Pipeline.Simulation.Dirt;

/// <summary>Copies an event as a new event.</summary>
internal static class EventCopy
{
    /// <summary>
    /// Copies the event with a new id of the current time, in the message and in its bytes. A flat message contains no id, so it is
    /// returned unchanged.
    /// </summary>
    /// <exception cref="InvalidOperationException">The bytes do not contain the event id.</exception>
    public static EventMessage WithNewId(EventMessage message, SeededRandom random, TimeProvider time)
    {
        if (message.Stream.IsFlat)
            return message;
        var id = random.NextUuidV7(time.GetUtcNow().UtcDateTime);
        var value = message.Value.AsSpan().ToArray();
        var at = value.AsSpan().IndexOf(Utf8(message.EventId));
        if (at < 0)
            throw new InvalidOperationException($"The bytes of event {message.EventId} do not contain its id, so it cannot be copied.");
        Utf8(id).CopyTo(value.AsSpan(at));
        return message with { EventId = id, Value = value };
    }

    private static byte[] Utf8(Guid id) => Encoding.ASCII.GetBytes(id.ToString());
}
