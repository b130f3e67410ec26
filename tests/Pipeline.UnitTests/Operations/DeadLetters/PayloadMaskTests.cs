using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Pipeline.Operations.DeadLetters;
using Pipeline.Shop.Assortment;
using Pipeline.Shop.Generation;
using Pipeline.Shop.Records;
using Pipeline.Simulation;
using Pipeline.Streams.Definitions;
using Pipeline.Testing.Messages;
using Pipeline.UnitTests.Streams;

namespace Pipeline.UnitTests.Operations.DeadLetters;

public sealed class PayloadMaskTests
{
    private static readonly PayloadMask Orders = PayloadMask.Of(ShopStreams.Orders);

    [Fact]
    public void Nothing_personal_of_a_thousand_users_is_shown()
    {
        var people = new People(new SeededRandom(7));
        for (var number = 1; number <= 1000; number++)
        {
            var user = people.Create(number);
            var masked = PayloadMask.Of(ShopStreams.Users).Value(
                Sample.UserMessage(e => e["data"] = JsonSerializer.SerializeToNode(user, SnakeCase)));
            Assert.All(
                [user.Name, user.Email, user.Address, user.AddressDistrict, $"\"{user.UserId}\"", user.Grade],
                personal => Assert.DoesNotContain(personal, masked, StringComparison.Ordinal));
            var data = JsonNode.Parse(masked)!["data"]!;
            Assert.Equal(
                ("9999", new string('9', user.Age.ToString().Length), "x"),
                (data["birth_year"]!.ToJsonString(), data["age"]!.ToJsonString(), Text(data["gender"])));
            Assert.All(user.Email.Split('@', '.'), part => Assert.DoesNotContain($"{part}@", masked, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void An_order_shows_what_was_bought_and_not_by_whom()
    {
        var masked = JsonNode.Parse(PayloadMask.Of(ShopStreams.Orders).Value(Sample.OrderMessage()))!;
        var original = JsonNode.Parse(Sample.OrderMessage())!;
        foreach (var field in (string[])["event_type", "event_id", "version", "occurred_at"])
            Assert.Equal(original[field]!.ToJsonString(), masked[field]!.ToJsonString());
        string[] shown = ["order_id", "created_at", "product_id", "quantity", "total_amount", "shipping_cost", "discount_amount", "status"];
        foreach (var field in shown)
            Assert.Equal(original["data"]![field]!.ToJsonString(), masked["data"]![field]!.ToJsonString());
        foreach (var field in (string[])["user_id", "user_region", "user_gender", "user_age_group"])
            Assert.NotEqual(original["data"]![field]!.ToJsonString(), masked["data"]![field]!.ToJsonString());
    }

    [Fact]
    public void A_category_is_shown_when_the_shop_has_it()
    {
        var category = Categories.Names[0];
        Assert.Equal($"{{\"category\":\"{category}\"}}", Mask($"{{\"category\":\"{category}\"}}"));
        Assert.Equal("""{"category":"xxx"}""", Mask("""{"category":"김민수"}"""));
    }

    [Theory]
    [InlineData("""{"event_type":"order_eaten"}""", """{"event_type":"order_eaten"}""")]
    [InlineData("""{"event_type":"KimMinsu"}""", """{"event_type":"xxxxxxxx"}""")]
    [InlineData("""{"status":"lost"}""", """{"status":"xxxx"}""")]
    [InlineData("""{"product_id":"kim@x.kr"}""", """{"product_id":"xxx@x.xx"}""")]
    [InlineData("""{"price":"12000"}""", """{"price":"99999"}""")]
    [InlineData("""{"price":12000}""", """{"price":12000}""")]
    [InlineData(
        """{"quantity":821012345678,"price":4111111111111111,"version":1985}""",
        """{"quantity":999999999999,"price":9999999999999999,"version":1985}""")]
    [InlineData(
        """{"event_type":"kim_minsu","product_id":"p_821012345678"}""", """{"event_type":"xxx_xxxxx","product_id":"x_999999999999"}""")]
    [InlineData(
        """{"created_at":"1985-03-07T00:00:00Z","occurred_at":"2026-03-07T00:00:00Z"}""",
        """{"created_at":"9999-99-99x99:99:99x","occurred_at":"2026-03-07T00:00:00Z"}""")]
    [InlineData("""{"kim@x.kr":1}""", """{"xxx@x.xx":9}""")]
    [InlineData("""{"age":34.5,"x":true,"y":null}""", """{"age":99.9,"x":true,"x":null}""")]
    [InlineData("""{"name":{"first":"김","last":["민","수"]}}""", """{"name":{"xxxxx":"x","xxxx":["x","x"]}}""")]
    public void Json_keeps_its_structure_and_a_field_its_content_only_where_it_looks_as_it_must(string json, string masked) =>
        Assert.Equal(masked, Mask(json));

    [Theory]
    [InlineData("hello 010-1234, 서울", "xxxxx 999-9999, xx")]
    [InlineData("{\"name\":\"김민수\"", "{\"xxxx\":\"xxx\"")]
    [InlineData("a\0b\u001b[31m", "x\\x00x\\x1B[99x")]
    [InlineData("é", "x")]
    [InlineData("e\u0301 \u1100\u1161\u11a8", "xx xxx")]
    public void What_is_no_json_shows_its_shape(string text, string shape) => Assert.Equal(shape, Mask(text));

    [Fact]
    public void Bytes_that_are_no_text_are_not_shown_because_they_may_be_a_name_in_another_encoding()
    {
        byte[] minsuInEucKr = [0xB9, 0xCE, 0xBC, 0xF6];
        Assert.DoesNotContain("B9", Orders.Value(minsuInEucKr), StringComparison.OrdinalIgnoreCase);
        Assert.Equal(@"x\x??x", Orders.Value([(byte)'a', 0xFF, (byte)'b']));
    }

    [Fact]
    public void A_long_message_is_cut_and_says_how_long_it_is()
    {
        Assert.EndsWith(
            "… (1,000,002 bytes)", Orders.Value(Encoding.UTF8.GetBytes($"\"{new string('a', 1_000_000)}\"")),
            StringComparison.Ordinal);
        Assert.EndsWith("… (1,000,000 bytes)", Orders.Value(new byte[1_000_000]), StringComparison.Ordinal);
        Assert.True(Orders.Value(BrokenMessages.Nested("[", "", "]", 20_000)).Length <= PayloadMask.MaxLength + 30);
    }

    [Fact]
    public void Every_broken_message_gets_a_text_without_control_characters() =>
        Assert.All(BrokenMessages.All, static m =>
            Assert.DoesNotContain(PayloadMask.Of(m.Stream).Value(m.Value), static c => char.IsControl(c)));

    [Fact]
    public void A_key_is_shown_only_where_it_is_a_product()
    {
        Assert.Equal("p_12", PayloadMask.Of(ShopStreams.Products).Key("p_12"u8.ToArray()));
        Assert.Equal("x_99", PayloadMask.Of(ShopStreams.Users).Key("u_12"u8.ToArray()));
        Assert.Equal("xxx", PayloadMask.Of(ShopStreams.Products).Key("Kim"u8.ToArray()));
        Assert.Equal("null", PayloadMask.Of(ShopStreams.Orders).Key(null));
    }

    [Fact]
    public void What_a_definition_does_not_mark_as_shown_is_masked()
    {
        var masked = JsonNode.Parse(PayloadMask.Of(Review.Stream).Value(ReviewEvents.Event(
            ("comment", "nice"), ("score", 4.25m), ("replies", 3), ("likes", 12_345_678_901), ("reply_to", Sample.EventId.ToString()),
            ("edited_at", "2026-02-04T00:00:00Z"), ("nickname", "kim"))))!;
        Assert.Equal("review_created", Text(masked["event_type"]));
        Assert.Equal(
            """
            {"review_id":"550e8400-e29b-41d4-a716-446655440000","written_at":"2026-02-03T14:30:00Z","author":"xxx",
            "subject":"tea","stars":4,"reads":7,"state":"shown","comment":"xxxx","score":4.25,"replies":3,"likes":99999999999,
            "reply_to":"019cb6d0-0000-7000-8000-000000000001","edited_at":"2026-02-04T00:00:00Z","xxxxxxxx":"xxx"}
            """.ReplaceLineEndings(""),
            masked["data"]!.ToJsonString());
    }

    [Theory]
    [InlineData("subject", "Kim Minsu", "xxx xxxxx")]
    [InlineData("subject", "teaandcoffee", "xxxxxxxxxxxx")]
    [InlineData("state", "hidden", "hidden")]
    [InlineData("state", "kim", "xxx")]
    [InlineData("author", "hidden", "xxxxxx")]
    [InlineData("review_id", "kim", "xxx")]
    public void A_text_is_shown_where_its_definition_says_and_looks_as_it_must(string field, string text, string shown) => Assert.Equal(
        shown, Text(JsonNode.Parse(PayloadMask.Of(Review.Stream).Value(ReviewEvents.Event((field, text))))!["data"]![field]));

    [Fact]
    public void The_earlier_value_of_a_change_is_shown_as_the_column_itself()
    {
        var mask = PayloadMask.Of(Review.Stream);
        Assert.Equal("""{"previous_state":"shown"}""", mask.Value("""{"previous_state":"shown"}"""u8.ToArray()));
        Assert.Equal("""{"previous_state":"xxx"}""", mask.Value("""{"previous_state":"kim"}"""u8.ToArray()));
        Assert.Equal("xxx", mask.Key("kim"u8.ToArray()));
    }

    [Fact]
    public void A_header_that_is_no_plain_word_cannot_write_on_the_terminal()
    {
        Assert.Equal("not_json", PayloadMask.Word("not_json"));
        Assert.Equal("\\x1B[9x", PayloadMask.Word("\u001b[2J"));
    }

    private static readonly JsonSerializerOptions SnakeCase = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private static string Mask(string text) => Orders.Value(Encoding.UTF8.GetBytes(text));

    private static string Text(JsonNode? node) => node!.GetValue<string>();
}
