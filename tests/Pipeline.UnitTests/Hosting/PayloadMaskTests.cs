using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Pipeline.Operations.DeadLetters;
using Pipeline.Shop.Generation;
using Pipeline.Shop.Records;
using Pipeline.Simulation;
using Pipeline.Streams.Definitions;
using Pipeline.Testing.Messages;

namespace Pipeline.UnitTests.Hosting;

public sealed class PayloadMaskTests
{
    [Fact]
    public void Nothing_personal_of_a_thousand_customers_is_shown()
    {
        var people = new People(new SeededRandom(7));
        for (var number = 1; number <= 1000; number++)
        {
            var user = people.Create(number);
            var masked = PayloadMask.Value(Sample.UserMessage(e => e["data"] = JsonSerializer.SerializeToNode(user, SnakeCase)));
            Assert.All(
                [user.Name, user.Email, user.Address, user.AddressDistrict, $"\"{user.UserId}\"", user.Grade],
                personal => Assert.DoesNotContain(personal, masked, StringComparison.Ordinal));
            var data = JsonNode.Parse(masked)!["data"]!;
            Assert.Equal(
                ("9999", new string('9', user.Age.ToString().Length), "x"),
                (Text(data["birth_year"]), Text(data["age"]), Text(data["gender"])));
            Assert.All(user.Email.Split('@', '.'), part => Assert.DoesNotContain($"{part}@", masked, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void An_order_shows_what_was_bought_and_not_by_whom()
    {
        var masked = JsonNode.Parse(PayloadMask.Value(Sample.OrderMessage()))!;
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
        var category = Catalog.CategoryNames[0];
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
        """{"quantity":"999999999999","price":"9999999999999999","version":1985}""")]
    [InlineData(
        """{"event_type":"kim_minsu","product_id":"p_821012345678"}""", """{"event_type":"xxx_xxxxx","product_id":"x_999999999999"}""")]
    [InlineData(
        """{"created_at":"1985-03-07T00:00:00Z","occurred_at":"2026-03-07T00:00:00Z"}""",
        """{"created_at":"9999-99-99x99:99:99x","occurred_at":"2026-03-07T00:00:00Z"}""")]
    [InlineData("""{"kim@x.kr":1}""", """{"xxx@x.xx":"9"}""")]
    [InlineData("""{"age":34.5,"x":true,"y":null}""", """{"age":"99.9","x":true,"x":null}""")]
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
    public void Bytes_that_are_no_text_are_not_shown_for_they_may_be_a_name_in_another_encoding()
    {
        byte[] minsuInEucKr = [0xB9, 0xCE, 0xBC, 0xF6];
        Assert.DoesNotContain("B9", PayloadMask.Value(minsuInEucKr), StringComparison.OrdinalIgnoreCase);
        Assert.Equal(@"x\x??x", PayloadMask.Value([(byte)'a', 0xFF, (byte)'b']));
    }

    [Fact]
    public void A_long_message_is_cut_and_says_how_long_it_is()
    {
        Assert.EndsWith(
            "… (1,000,002 bytes)", PayloadMask.Value(Encoding.UTF8.GetBytes($"\"{new string('a', 1_000_000)}\"")),
            StringComparison.Ordinal);
        Assert.EndsWith("… (1,000,000 bytes)", PayloadMask.Value(new byte[1_000_000]), StringComparison.Ordinal);
        Assert.True(PayloadMask.Value(BrokenMessages.Nested("[", "", "]", 20_000)).Length <= PayloadMask.MaxLength + 30);
    }

    [Fact]
    public void Every_broken_message_gets_a_text_without_control_characters() =>
        Assert.All(BrokenMessages.All, static m => Assert.DoesNotContain(PayloadMask.Value(m.Value), static c => char.IsControl(c)));

    [Fact]
    public void A_key_is_shown_only_where_it_is_a_product()
    {
        Assert.Equal("p_12", PayloadMask.Key(ShopStreams.Products, "p_12"u8.ToArray()));
        Assert.Equal("x_99", PayloadMask.Key(ShopStreams.Users, "u_12"u8.ToArray()));
        Assert.Equal("xxx", PayloadMask.Key(ShopStreams.Products, "Kim"u8.ToArray()));
        Assert.Equal("null", PayloadMask.Key(ShopStreams.Orders, null));
    }

    [Fact]
    public void A_header_that_is_no_plain_word_cannot_write_on_the_terminal()
    {
        Assert.Equal("not_json", PayloadMask.Word("not_json"));
        Assert.Equal("\\x1B[9x", PayloadMask.Word("\u001b[2J"));
    }

    private static readonly JsonSerializerOptions SnakeCase = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private static string Mask(string text) => PayloadMask.Value(Encoding.UTF8.GetBytes(text));

    private static string Text(JsonNode? node) => node!.GetValue<string>();
}
