using System.Text;
using System.Text.Json.Nodes;
using Pipeline.Shop.Records;
using Pipeline.Streams.Columns;
using Pipeline.Streams.Definitions;

namespace Pipeline.Testing.Messages;

/// <summary>A message that is no event of ours.</summary>
public sealed record BrokenMessage(
    string Name, byte[] Value, RefusalReason Reason, string? Field = null, StreamDefinition? On = null)
{
    /// <summary>The stream that reads it: users, unless said.</summary>
    public StreamDefinition Stream => On ?? ShopStreams.Users;
}

/// <summary>The kinds of broken message, each with the reason and the field that must be named.</summary>
public static class BrokenMessages
{
    public static IReadOnlyList<BrokenMessage> All { get; } =
    [
        new("empty", [], RefusalReason.Empty),
        new("a byte longer than allowed", Padded(EventDecoder.MaxBytes + 1), RefusalReason.TooLarge),
        new(
            "not UTF-8", [.. Utf8("""{"event_type":"user_created","data":{"name":" """), 0xC3, 0x28, .. Utf8("\"}}")],
            RefusalReason.InvalidUtf8),
        new("UTF-16", Encoding.Unicode.GetBytes("가나다"), RefusalReason.InvalidUtf8),
        new("half of a surrogate pair", Replaced("\"GOLD\"", "\"\\ud83d\""), RefusalReason.InvalidUtf8),
        new("blank", Utf8("  \n"), RefusalReason.NotJson),
        new("plain words", Utf8("hello"), RefusalReason.NotJson),
        new("truncated", Sample.UserMessage()[..^1], RefusalReason.NotJson),
        new("truncated in the middle", Sample.UserMessage()[..100], RefusalReason.NotJson),
        new("something behind the object", [.. Sample.UserMessage(), (byte)'x'], RefusalReason.NotJson),
        new("two objects", [.. Sample.UserMessage(), .. Sample.UserMessage()], RefusalReason.NotJson),
        new("an array", [(byte)'[', .. Sample.UserMessage(), (byte)']'], RefusalReason.NotJson),
        new("a JSON string", Utf8("\"user_created\""), RefusalReason.NotJson),
        new("null", Utf8("null"), RefusalReason.NotJson),
        new("with a byte order mark", [0xEF, 0xBB, 0xBF, .. Sample.UserMessage()], RefusalReason.NotJson),
        new("with a comment", Replaced("{\"event_type\"", "{/**/\"event_type\""), RefusalReason.NotJson),
        new("with a trailing comma", Replaced("}}", "},}"), RefusalReason.NotJson),
        new("objects too deep", Nested("{\"a\":", "1", "}", EventDecoder.MaxDepth), RefusalReason.TooDeep),
        new("arrays too deep", Nested("[", "", "]", EventDecoder.MaxDepth), RefusalReason.TooDeep),
        new("thousands of brackets", Nested("[", "", "]", 20_000), RefusalReason.TooDeep),
        new("unknown type", User(static e => e["event_type"] = "user_deleted"), RefusalReason.UnknownType, "event_type"),
        new("type in other case", User(static e => e["event_type"] = "User_Created"), RefusalReason.UnknownType, "event_type"),
        new("an order on the topic of users", Sample.OrderMessage(), RefusalReason.WrongTopic, "event_type"),
        new("a user on the topic of orders", Sample.UserMessage(), RefusalReason.WrongTopic, "event_type", ShopStreams.Orders),
        new("type a number", User(static e => e["event_type"] = 1), RefusalReason.WrongType, "event_type"),
        new("no type", User(static e => e.Remove("event_type")), RefusalReason.MissingField, "event_type"),
        new("type null", User(static e => e["event_type"] = null), RefusalReason.MissingField, "event_type"),
        new("no data", User(static e => e.Remove("data")), RefusalReason.MissingField, "data"),
        new("data null", User(static e => e["data"] = null), RefusalReason.MissingField, "data"),
        new("data a text", User(static e => e["data"] = "u_1"), RefusalReason.WrongType, "data"),
        new("data a list", User(static e => e["data"] = new JsonArray()), RefusalReason.WrongType, "data"),
        new("data a list before the type", Utf8("""{"data":[],"event_type":"user_created"}"""), RefusalReason.WrongType, "data"),
        new(
            "no previous status", Sample.StatusMessage(static e => e.Remove("previous_status")), RefusalReason.MissingField,
            "previous_status", ShopStreams.Orders),
        new(
            "previous status null", Sample.StatusMessage(static e => e["previous_status"] = null), RefusalReason.MissingField,
            "previous_status", ShopStreams.Orders),
        new(
            "previous status too long", Sample.StatusMessage(static e => e["previous_status"] = new string('s', 41)),
            RefusalReason.OutOfRange, "previous_status", ShopStreams.Orders),
        new(
            "previous status a number", Sample.StatusMessage(static e => e["previous_status"] = 0), RefusalReason.WrongType,
            "previous_status", ShopStreams.Orders),
        new("bad event id", User(static e => e["event_id"] = "12345"), RefusalReason.WrongType, "event_id"),
        new("event id all zeros", User(static e => e["event_id"] = Guid.Empty.ToString()), RefusalReason.WrongType, "event_id"),
        new("version 0", User(static e => e["version"] = 0), RefusalReason.OutOfRange, "version"),
        new("version a text", User(static e => e["version"] = "1"), RefusalReason.WrongType, "version"),
        new("version that cannot be raised", User(static e => e["version"] = int.MaxValue), RefusalReason.OutOfRange, "version"),
        new("version beyond int", User(static e => e["version"] = 2_147_483_648), RefusalReason.OutOfRange, "version"),
        new("bad time of the event", User(static e => e["occurred_at"] = "yesterday"), RefusalReason.WrongType, "occurred_at"),
        new("text where a number belongs", Data(static d => d["age"] = "34"), RefusalReason.WrongType, "age"),
        new("number where a text belongs", Data(static d => d["user_id"] = 12345), RefusalReason.WrongType, "user_id"),
        new("truth where a text belongs", Data(static d => d["email"] = true), RefusalReason.WrongType, "email"),
        new("object where a text belongs", Data(static d => d["name"] = new JsonObject()), RefusalReason.WrongType, "name"),
        new("fraction", Data(static d => d["age"] = 34.5), RefusalReason.OutOfRange, "age"),
        new("negative", Data(static d => d["age"] = -1), RefusalReason.OutOfRange, "age"),
        new("above its range", Data(static d => d["age"] = 151), RefusalReason.OutOfRange, "age"),
        new("price beyond int", Product(static d => d["price"] = 2_147_483_648), RefusalReason.OutOfRange, "price", ShopStreams.Products),
        new("price beyond long", Product(static d => d["price"] = 1e30), RefusalReason.OutOfRange, "price", ShopStreams.Products),
        new(
            "discount above 100", Product(static d => d["discount_rate"] = 101),
            RefusalReason.OutOfRange, "discount_rate", ShopStreams.Products),
        new("text empty", Data(static d => d["user_id"] = ""), RefusalReason.OutOfRange, "user_id"),
        new("text too long", Data(static d => d["user_id"] = new string('u', 65)), RefusalReason.OutOfRange, "user_id"),
        new("gender X", Data(static d => d["gender"] = "X"), RefusalReason.OutOfRange, "gender"),
        new("U+0000", Data(static d => d["address"] = "서울\0"), RefusalReason.NulCharacter, "address"),
        new("bad date", Data(static d => d["created_at"] = "2026-02-30T00:00:00Z"), RefusalReason.WrongType, "created_at"),
        new("date a number", Data(static d => d["created_at"] = 1_772_600_767), RefusalReason.WrongType, "created_at"),
        new("year 0001", Data(static d => d["created_at"] = "0001-01-01T00:00:00Z"), RefusalReason.OutOfRange, "created_at"),
        new("year 2200", Data(static d => d["created_at"] = "2200-01-01T00:00:00Z"), RefusalReason.OutOfRange, "created_at"),
        new("bad order id", Order(static d => d["order_id"] = "o_1"), RefusalReason.WrongType, "order_id", ShopStreams.Orders),
        new("status empty", Order(static d => d["status"] = ""), RefusalReason.OutOfRange, "status", ShopStreams.Orders),
        new(
            "status too long", Order(static d => d["status"] = new string('s', 41)),
            RefusalReason.OutOfRange, "status", ShopStreams.Orders),
        new(
            "price with decimals", Product(static d => d["price"] = 89_000.5),
            RefusalReason.OutOfRange, "price", ShopStreams.Products),
        new(
            "discount with three decimals", Product(static d => d["discount_rate"] = 11.125),
            RefusalReason.OutOfRange, "discount_rate", ShopStreams.Products),
        new("no pieces", Order(static d => d["quantity"] = 0), RefusalReason.OutOfRange, "quantity", ShopStreams.Orders),
    ];

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private static byte[] User(Action<JsonObject> change) => Sample.UserMessage(change);

    private static byte[] Data(Action<JsonObject> change) => Sample.UserMessage(e => change(e["data"]!.AsObject()));

    private static byte[] Product(Action<JsonObject> change) => Sample.ProductMessage(e => change(e["data"]!.AsObject()));

    private static byte[] Order(Action<JsonObject> change) => Sample.OrderMessage(e => change(e["data"]!.AsObject()));

    private static byte[] Replaced(string old, string with) => Utf8(Encoding.UTF8.GetString(Sample.UserMessage()).Replace(old, with));

    /// <summary>A valid message with blanks behind it.</summary>
    public static byte[] Padded(int length)
    {
        var message = new byte[length];
        Array.Fill(message, (byte)' ');
        Sample.UserMessage().CopyTo(message, 0);
        return message;
    }

    /// <summary>An extra field so many levels deep, inside the message's own level.</summary>
    public static byte[] Nested(string open, string middle, string close, int levels) => Utf8(
        Encoding.UTF8.GetString(Sample.UserMessage())[..^1] + ",\"extra\":"
        + string.Concat(Enumerable.Repeat(open, levels)) + middle + string.Concat(Enumerable.Repeat(close, levels)) + "}");
}
