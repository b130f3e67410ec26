using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CsCheck;
using Pipeline.Shop.Records;
using Pipeline.Streams.Columns;
using Pipeline.Streams.Definitions;
using Pipeline.Testing.Messages;

namespace Pipeline.UnitTests.Streams;

public sealed partial class EventDecoderTests
{
    private static readonly byte[][] Valid = [Sample.UserMessage(), Sample.ProductMessage(), Sample.OrderMessage(), Sample.StatusMessage()];

    [Fact]
    public void Random_bytes_are_refused_and_never_throw() =>
        Gen.Byte.Array[0, 300].Sample(static bytes => Assert.True(Survives(bytes)), iter: 20_000);

    [Fact]
    public void A_valid_message_with_bytes_changed_or_cut_never_throws() =>
        Gen.Select(
            Gen.Int[0, 3], Gen.Select(Gen.Int[0, 999], Gen.OneOf<byte>(Gen.Byte, Gen.OneOf([.. "{}[]\",:\\u0019eE-\0"u8]))).Array[0, 4],
            Gen.Int[0, 999])
            .Sample(static (which, changes, length) =>
            {
                var bytes = Valid[which].ToArray();
                foreach (var (index, value) in changes)
                    bytes[index % bytes.Length] = value;
                Survives(bytes);
                Survives(bytes[..(length % bytes.Length)]);
            }, iter: 20_000);

    [Fact]
    public void Data_may_stand_before_the_type()
    {
        var json = JsonNode.Parse(Sample.OrderMessage())!.AsObject();
        var data = json["data"]!.DeepClone();
        json.Remove("data");
        json.Insert(0, "data", data);
        var batch = Sample.Parsed(ShopStreams.Orders.NewBatch(1), Encoding.UTF8.GetBytes(json.ToJsonString()));
        Assert.Equal(
            (Sample.Order.OrderId, Sample.Order.Category, Sample.EventId),
            (batch.Rows<Guid>("order_id")[0], batch.Rows<string>("category")[0], batch.EventId[0]));
    }

    [Fact]
    public void Fields_may_stand_in_any_order()
    {
        var batch = Sample.Parsed(ShopStreams.Users.NewBatch(1), Sample.UserMessage(static e =>
            e["data"] = new JsonObject(
                e["data"]!.AsObject().Reverse().Select(static f => KeyValuePair.Create(f.Key, f.Value?.DeepClone())))));
        Assert.Equal(
            (Sample.User.UserId, Sample.User.CreatedAt), (batch.Rows<string>("user_id")[0], batch.Rows<DateTime>("created_at")[0]));
    }

    [Fact]
    public void Fields_that_nobody_knows_are_passed_over()
    {
        var batch = Sample.Parsed(ShopStreams.Users.NewBatch(1), Sample.UserMessage(static e =>
        {
            e.Insert(0, "source", new JsonObject { ["data"] = new JsonArray(1, 2), ["event_type"] = "x" });
            e["data"]!.AsObject().Insert(3, "nickname", new JsonObject { ["user_id"] = "u_other" });
            e["data"]!["note"] = null;
        }));
        Assert.Equal(Sample.User.UserId, batch.Rows<string>("user_id")[0]);
    }

    [Fact]
    public void A_previous_status_has_no_meaning_on_an_order_created() =>
        Sample.Parsed(ShopStreams.Orders.NewBatch(1), Sample.OrderMessage(static e => e["previous_status"] = 7));

    [Fact]
    public void A_null_means_absent_where_the_envelope_may_lack_the_field()
    {
        byte[] Without(string name, bool isNull) => Sample.UserMessage(e =>
        {
            if (isNull)
                e[name] = null;
            else
                e.Remove(name);
        });
        foreach (var name in (string[])["event_id", "version", "occurred_at"])
        {
            var absent = Sample.Parsed(ShopStreams.Users.NewBatch(1), Without(name, isNull: false));
            var isNull = Sample.Parsed(ShopStreams.Users.NewBatch(1), Without(name, isNull: true));
            Assert.Equal(
                (absent.EventId[0], absent.Version[0], absent.OccurredAt?[0]),
                (isNull.EventId[0], isNull.Version[0], isNull.OccurredAt?[0]));
        }
    }

    [Fact]
    public void A_null_after_a_value_of_the_same_name_counts() => Assert.Equal(
        1, Sample.Parsed(
            ShopStreams.Users.NewBatch(1),
            [.. """{"version":7,"""u8, .. Sample.UserMessage(static e => e["version"] = null)[1..]]).Version[0]);

    [Fact]
    public void A_null_of_any_required_field_is_missing_and_says_which() => Assert.All(
        ShopStreams.Users.Columns,
        static column => Assert.Equal(
            new(RefusalReason.MissingField, column.Name),
            ShopStreams.Users.Decoder.Decode(
                Sample.UserMessage(e => e["data"]![column.Name] = null), 0, ShopStreams.Users.NewBatch(1))));

    /// <summary>Every number of every stream, and the version, as other languages write it.</summary>
    [Theory]
    [InlineData("{0}.0")]
    [InlineData("{0}.000e0")]
    [InlineData("{0}0E-1")]
    [InlineData("0.{0}e{1}")]
    public void A_whole_number_counts_by_its_value_in_every_field(string notation)
    {
        (StreamDefinition Stream, byte[] Message)[] messages =
        [
            (ShopStreams.Users, Valid[0]), (ShopStreams.Products, Valid[1]), (ShopStreams.Orders, Valid[2]), (ShopStreams.Orders, Valid[3]),
        ];
        foreach (var (stream, message) in messages)
        {
            var written = WholeNumber().Replace(
                Encoding.UTF8.GetString(message), m => string.Format(CultureInfo.InvariantCulture, notation, m.Value, m.Length));
            var plain = Sample.Parsed(stream.NewBatch(1), message);
            var other = Sample.Parsed(stream.NewBatch(1), Encoding.UTF8.GetBytes(written));
            Assert.NotEqual(Encoding.UTF8.GetString(message), written);
            Assert.Equal(plain.Version[0], other.Version[0]);
            foreach (var (column, i) in stream.Columns.Select(static (c, i) => (c, i)))
                Assert.Equal(column.TextAt(plain.Columns[i], 0), column.TextAt(other.Columns[i], 0));
        }
    }

    [Theory]
    [InlineData("2026-03-04T05:06:07", "2026-03-04T05:06:07.000000")]
    [InlineData("2026-03-04T05:06:07Z", "2026-03-04T05:06:07.000000")]
    [InlineData("2026-03-04T05:06:07+09:00", "2026-03-03T20:06:07.000000")]
    [InlineData("2026-03-04T05:06:07-03:30", "2026-03-04T08:36:07.000000")]
    [InlineData("2026-03-04T05:06:07+0900", "2026-03-03T20:06:07.000000")]
    [InlineData("2026-03-04T05:06:07-0330", "2026-03-04T08:36:07.000000")]
    [InlineData("2026-03-04T05:06:07.1234567+0900", "2026-03-03T20:06:07.123456")]
    [InlineData("2026-03-04", "2026-03-04T00:00:00.000000")]
    [InlineData("2026-03-04T05:06:07.1234567Z", "2026-03-04T05:06:07.123456")]
    public void An_instant_is_kept_as_UTC_in_whole_microseconds(string written, string kept)
    {
        var read = Sample.Parsed(
            ShopStreams.Users.NewBatch(1), Sample.UserMessage(e => e["data"]!["created_at"] = written)).Rows<DateTime>("created_at")[0];
        Assert.Equal(kept, read.ToString("yyyy-MM-ddTHH:mm:ss.ffffff"));
        Assert.Equal(DateTimeKind.Utc, read.Kind);
    }

    [Theory]
    [InlineData("2026-03-04T05:06:07+0900")]
    [InlineData("2026-03-04T05:06:07\\u002B0900")]
    [InlineData("2026-03-04T05:06:07\\u002b\\u0030900")]
    public void An_offset_without_a_colon_may_be_escaped(string json)
    {
        Assert.Equal(Refusal.None, ReviewEvents.Decode("written_at", $"\"{json}\"", out var batch));
        Assert.Equal(new DateTime(2026, 3, 3, 20, 6, 7, DateTimeKind.Utc), batch.Rows<DateTime>("written_at")[0]);
    }

    [Theory]
    [InlineData("2026-03-04T05:06:07+09000")]
    [InlineData("2026-03-04T05:06:07+9900")]
    [InlineData("2026-03-04T05:06:07+09a0")]
    [InlineData("2026-03-04T05:06:07*0900")]
    [InlineData("2026-03-04 05:06:07+0900")]
    [InlineData("2026-03-04T05:06:07Z+0900")]
    [InlineData("2026-03-04T05:06:\\\"+0900")]
    [InlineData("2026-03-04T05:06:\\u0000+0900")]
    public void A_text_that_is_no_instant_is_refused(string json) =>
        Assert.Equal(new(RefusalReason.WrongType, "written_at"), ReviewEvents.Decode("written_at", $"\"{json}\"", out _));

    [Fact]
    public void The_longest_and_the_deepest_message_are_taken()
    {
        Sample.Parsed(ShopStreams.Users.NewBatch(1), BrokenMessages.Padded(EventDecoder.MaxBytes));
        Sample.Parsed(ShopStreams.Users.NewBatch(1), BrokenMessages.Nested("[", "", "]", EventDecoder.MaxDepth - 1));
        Sample.Parsed(ShopStreams.Users.NewBatch(1), BrokenMessages.Nested("{\"a\":", "1", "}", EventDecoder.MaxDepth - 1));
    }

    [Fact]
    public void A_text_may_have_exactly_its_greatest_length() =>
        Assert.Equal(
            64, Sample.Parsed(
                ShopStreams.Users.NewBatch(1),
                Sample.UserMessage(static e => e["data"]!["user_id"] = new string('가', 64))).Rows<string>("user_id")[0].Length);

    [Fact]
    public void Every_type_is_taken_on_its_own_topic_alone() => Assert.All(
        ShopStreams.Registry.All.SelectMany(static s => s.EventTypes),
        static type => Assert.All(ShopStreams.Registry.All, stream =>
        {
            var message = Encoding.UTF8.GetBytes($$"""{"event_type":"{{type.Name}}"}""");
            var reason = stream.Decoder.Decode(message, 0, stream.NewBatch(1)).Reason;
            Assert.Equal(type.Stream == stream ? RefusalReason.MissingField : RefusalReason.WrongTopic, reason);
        }));

    [GeneratedRegex("""(?<=":)[0-9]+(?=[,}])""", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex WholeNumber();

    /// <summary>Decodes on every topic: the answer is a row or a reason. Returns whether every answer was a reason.</summary>
    private static bool Survives(byte[] message)
    {
        var refused = true;
        foreach (var stream in ShopStreams.Registry.All)
        {
            var batch = stream.NewBatch(1);
            var refusal = batch.Stream.Decoder.Decode(message, 0, batch);
            Assert.Equal(refusal.IsRefused ? 0 : 1, batch.Count);
            Assert.NotEqual("", refusal.Name);
            refused &= refusal.IsRefused;
        }

        return refused;
    }
}
