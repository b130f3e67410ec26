using System.Text;
using Pipeline.Shop.Records;
using Pipeline.Streams.Definitions;
using Pipeline.Streams.Delivery;
using Pipeline.UnitTests.Shop;

namespace Pipeline.UnitTests.Simulation;

/// <summary>Valid events, as input for the mixer.</summary>
internal static class DirtEvents
{
    private static readonly ShopSample Shop = new(11, users: 300, products: 300);
    private static readonly Order[] Orders = Shop.Order(300);

    /// <summary>Events of all three streams, with several orders per user.</summary>
    public static List<EventMessage> Many(int count)
    {
        using var writer = new EventWriter();
        var events = new List<EventMessage>(count);
        for (var i = 0; i < count; i++)
            events.Add(Of(i % 3, i / 3 % 300, version: 1 + (i / 900), writer));
        return events;
    }

    private static EventMessage Of(int stream, int number, int version, EventWriter writer)
    {
        var (user, product, order) = (Shop.Users[number], Shop.Products[number], Orders[number]);
        return stream switch
        {
            0 => Message(ShopStreams.Users, version, user.UserId, e => writer.Write(e, user)),
            1 => Message(ShopStreams.Products, version, product.ProductId, e => writer.Write(e, product)),
            _ => Message(
                ShopStreams.Orders, version, order.UserId, e => writer.Write(e, order, version == 1 ? null : OrderStatus.Created)),
        };
    }

    private static EventMessage Message(StreamDefinition stream, int version, string key, Func<Envelope, byte[]> write)
    {
        var type = version == 1 ? stream.Created : stream.Changed!;
        var envelope = Envelope.Create(type, version, TimeProvider.System);
        return new(type.Stream, Encoding.UTF8.GetBytes(key), write(envelope), envelope.EventId, type.Name, null);
    }
}
