using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using Pipeline.Shop.Records;
using Pipeline.Streams.Columns;
using Pipeline.Streams.Definitions;
using Pipeline.Testing.Messages;

namespace Pipeline.UnitTests.Streams;

public sealed class EventParserTests
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
            (Sample.Order.OrderId, Sample.Order.Category, Sample.EventId), (batch.OrderId[0], batch.Category[0], batch.EventId[0]));
    }

    [Fact]
    public void Fields_may_stand_in_any_order()
    {
        var batch = Sample.Parsed(ShopStreams.Users.NewBatch(1), Sample.UserMessage(static e =>
            e["data"] = new JsonObject(
                e["data"]!.AsObject().Reverse().Select(static f => KeyValuePair.Create(f.Key, f.Value?.DeepClone())))));
        Assert.Equal((Sample.User.UserId, Sample.User.CreatedAt), (batch.UserId[0], batch.CreatedAt[0]));
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
        Assert.Equal(Sample.User.UserId, batch.UserId[0]);
    }

    [Fact]
    public void A_previous_status_has_no_meaning_on_an_order_created() =>
        Assert.Null(Sample.Parsed(ShopStreams.Orders.NewBatch(1), Sample.OrderMessage(static e => e["previous_status"] = "paid")).PreviousStatus[0]);

    [Fact]
    public void A_previous_status_does_not_stay_behind_in_a_batch_used_again()
    {
        var batch = Sample.Parsed(ShopStreams.Orders.NewBatch(1), Sample.StatusMessage());
        Assert.Equal("created", batch.PreviousStatus[0]);
        batch.Clear();
        Assert.Null(Sample.Parsed(batch, Sample.OrderMessage()).PreviousStatus[0]);
    }

    [Theory]
    [InlineData("2026-03-04T05:06:07", "2026-03-04T05:06:07.000000")]
    [InlineData("2026-03-04T05:06:07Z", "2026-03-04T05:06:07.000000")]
    [InlineData("2026-03-04T05:06:07+09:00", "2026-03-03T20:06:07.000000")]
    [InlineData("2026-03-04T05:06:07-03:30", "2026-03-04T08:36:07.000000")]
    [InlineData("2026-03-04", "2026-03-04T00:00:00.000000")]
    [InlineData("2026-03-04T05:06:07.1234567Z", "2026-03-04T05:06:07.123456")]
    public void An_instant_is_kept_as_UTC_in_whole_microseconds(string written, string kept)
    {
        var read = Sample.Parsed(ShopStreams.Users.NewBatch(1), Sample.UserMessage(e => e["data"]!["created_at"] = written)).CreatedAt[0];
        Assert.Equal(kept, read.ToString("yyyy-MM-ddTHH:mm:ss.ffffff"));
        Assert.Equal(DateTimeKind.Utc, read.Kind);
    }

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
                ShopStreams.Users.NewBatch(1), Sample.UserMessage(static e => e["data"]!["user_id"] = new string('가', 64))).UserId[0].Length);

    [Fact]
    public void Every_type_is_taken_on_its_own_topic_alone() =>
        Assert.All(EventTypes.All, static type => Assert.All(ShopStreams.Registry.All, topic =>
    {
        var message = Encoding.UTF8.GetBytes($$"""{"event_type":"{{type.Name()}}"}""");
        var reason = EventParser.Parse(message, 0, topic.NewBatch(1)).Reason;
        Assert.Equal(type.Topic() == topic ? RefusalReason.MissingField : RefusalReason.WrongTopic, reason);
    }));

    /// <summary>Parses on every topic: the answer is a row or a reason. Returns whether every answer was a reason.</summary>
    private static bool Survives(byte[] message)
    {
        var refused = true;
        foreach (var topic in ShopStreams.Registry.All)
        {
            var batch = topic.NewBatch(1);
            var refusal = batch.Stream.Decoder.Decode(message, 0, batch);
            Assert.Equal(refusal.IsRefused ? 0 : 1, batch.Count);
            Assert.NotEqual("", refusal.Name);
            refused &= refusal.IsRefused;
        }

        return refused;
    }
}
