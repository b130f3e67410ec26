using System.Text;
using Pipeline.Shop.Records;
using Pipeline.Streams.Columns;
using Pipeline.Streams.Definitions;
using Pipeline.Streams.Delivery;

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
            events.Add(Of((StreamDefinition)(i % 3), i / 3 % 300, version: 1 + (i / 900), writer));
        return events;
    }

    private static EventMessage Of(StreamDefinition topic, int number, int version, EventWriter writer)
    {
        var (user, product, order) = (Shop.Users[number], Shop.Products[number], Orders[number]);
        return topic switch
        {
            ShopStreams.Users =>
                Message(version == 1 ? ShopStreams.Users.Created : ShopStreams.Users.Changed!, version, user.UserId, e => writer.Write(e, user)),
            ShopStreams.Products => Message(
                version == 1 ? ShopStreams.Products.Created : ShopStreams.Products.Changed!, version, product.ProductId,
                e => writer.Write(e, product)),
            _ => Message(
                version == 1 ? ShopStreams.Orders.Created : ShopStreams.Orders.Changed!, version, order.UserId,
                e => writer.Write(e, order, version == 1 ? null : OrderStatus.Created)),
        };
    }

    private static EventMessage Message(EventType type, int version, string key, Func<Envelope, byte[]> write)
    {
        var envelope = Envelope.Create(type, version, TimeProvider.System);
        return new(type.Topic(), Encoding.UTF8.GetBytes(key), write(envelope), envelope.EventId, type.Name(), null);
    }
}
