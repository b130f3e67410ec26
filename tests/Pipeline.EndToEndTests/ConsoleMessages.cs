using System.Text.Json.Nodes;

namespace Pipeline.EndToEndTests;

/// <summary>A message as a person would type it into kafka-console-producer, and the reason for which it must be given up.</summary>
internal sealed record ConsoleMessage(string Stream, string Reason, string Value)
{
    /// <summary>What the console producer takes for no value at all.</summary>
    public const string Null = "NULL";

    /// <summary>Twenty-four kinds of broken message.</summary>
    public static IReadOnlyList<ConsoleMessage> All { get; } =
    [
        new("users", "empty", ""),
        new("users", "empty", Null),
        new("users", "not_json", "hello"),
        new("users", "not_json", "{\"event_type\":\"user_created\","),
        new("users", "not_json", "[]"),
        new("users", "not_json", "null"),
        new("users", "not_json", "\"user_created\""),
        new("users", "too_deep", "{\"extra\":" + new string('[', 40) + new string(']', 40) + "}"),
        new("users", "missing_field", "{}"),
        new("users", "missing_field", """{"event_type":"user_created"}"""),
        new("users", "unknown_type", """{"event_type":"user_deleted","data":{}}"""),
        new("users", "wrong_topic", """{"event_type":"order_created","data":{}}"""),
        new("users", "wrong_type", """{"event_type":1,"data":{}}"""),
        new("users", "wrong_type", """{"event_type":"user_created","data":[]}"""),
        new("users", "out_of_range", User("\"age\":34", "\"age\":-1")),
        new("users", "wrong_type", User("\"age\":34", "\"age\":\"34\"")),
        new("users", "nul_character", User("Kim", "Kim\\u0000")),
        new("users", "invalid_utf8", User("Kim", "\\ud83d")),
        new("users", "out_of_range", User("\"M\"", "\"X\"")),
        new("users", "too_large", User("Road 1", new string('a', 1_100_000))),
        new("products", "out_of_range", Product("\"price\":900", "\"price\":1e30")),
        new("products", "wrong_type", Product("2026-03-04T", "2026-02-30T")),
        new("orders", "wrong_type", Order("11111111-2222-3333-4444-555555555555", "o_1")),
        new("orders", "out_of_range", Order("\"quantity\":1", "\"quantity\":0")),
    ];

    private static string User(string old, string with) => Event("user_created", """
        {"user_id":"u_broken","name":"Kim","gender":"M","age":34,"birth_year":1992,"address":"Road 1",
        "address_district":"Seoul","email":"kim@example.com","grade":"GOLD","created_at":"2026-03-04T05:06:07Z"}
        """, old, with);

    private static string Product(string old, string with) => Event("product_created", """
        {"product_id":"p_0","name":"Lamp","category":"Home","brand":"Light","price":900,"org_price":1000,
        "discount_rate":10,"description":"","stock":1,"created_at":"2026-03-04T05:06:07Z"}
        """, old, with);

    private static string Order(string old, string with) => Event("order_created", """
        {"order_id":"11111111-2222-3333-4444-555555555555","created_at":"2026-03-04T05:06:07Z","user_id":"u_broken","product_id":"p_0",
        "quantity":1,"total_amount":900,"shipping_cost":0,"discount_amount":0,"payment_method":"card","status":"created",
        "category":"Home","user_region":"Seoul","user_gender":"M","user_age_group":"30"}
        """, old, with);

    /// <summary>A good event with one thing changed, in one line: the console producer sends each line as a message.</summary>
    private static string Event(string type, string data, string old, string with)
    {
        Assert.NotNull(JsonNode.Parse(data));
        Assert.Contains(old, data, StringComparison.Ordinal);
        var changed = data.ReplaceLineEndings("").Replace(old, with, StringComparison.Ordinal).Trim();
        return $"{{\"event_type\":\"{type}\",\"data\":{changed}}}";
    }
}
