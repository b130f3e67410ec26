using System.Text.Json.Nodes;
using Pipeline.Streams.Columns;
using Pipeline.Streams.Definitions;

namespace Pipeline.UnitTests.Streams;

public sealed class NullableColumnTests
{
    private static readonly Guid Other = new("6ba7b810-9dad-11d1-80b4-00c04fd430c8");

    private static readonly string[] Nullable = ["score", "replies", "likes", "comment", "reply_to", "edited_at"];

    [Fact]
    public void Nullable_columns_are_those_whose_property_is_nullable() =>
        Assert.Equal(Nullable, Review.Stream.Columns.Where(static c => c.IsNullable).Select(static c => c.Name));

    [Fact]
    public void A_value_is_read_as_that_of_a_column_that_is_not_nullable()
    {
        var batch = Review.Stream.NewBatch(1);
        Assert.Equal(Refusal.None, ReviewEvents.Decode(batch, Full()));
        Assert.Equal((-1.25m, 3, 9L), Numbers(batch, 0));
        Assert.Equal(("good", Other), (batch.Rows<string>("comment")[0], batch.Rows<Guid?>("reply_to")[0]));
        Assert.Equal(new DateTime(2026, 2, 4, 0, 0, 0, DateTimeKind.Utc), batch.Rows<DateTime?>("edited_at")[0]);
    }

    [Fact]
    public void An_absent_value_and_null_are_null_in_a_batch_that_is_used_again_too()
    {
        var nulls = ReviewEvents.Event([.. Nullable.Select(static name => (name, default(JsonNode)))]);
        foreach (var empty in (byte[][])[ReviewEvents.Event(), nulls])
        {
            var batch = Review.Stream.NewBatch(1);
            Assert.Equal(Refusal.None, ReviewEvents.Decode(batch, Full()));
            batch.Clear();
            Assert.Equal(Refusal.None, ReviewEvents.Decode(batch, empty));
            Assert.Equal(default, Numbers(batch, 0));
            Assert.Null(batch.Rows<string?>("comment")[0]);
            Assert.Equal(default, (batch.Rows<Guid?>("reply_to")[0], batch.Rows<DateTime?>("edited_at")[0]));
            Assert.Equal(4, batch.Rows<int>("stars")[0]);
        }
    }

    [Theory]
    [InlineData("replies", "10", RefusalReason.OutOfRange)]
    [InlineData("replies", "\"3\"", RefusalReason.WrongType)]
    [InlineData("score", "1.125", RefusalReason.OutOfRange)]
    [InlineData("score", "10.01", RefusalReason.OutOfRange)]
    [InlineData("reply_to", "\"r_1\"", RefusalReason.WrongType)]
    [InlineData("edited_at", "\"yesterday\"", RefusalReason.WrongType)]
    [InlineData("comment", "\"\\u0000\"", RefusalReason.NulCharacter)]
    [InlineData("stars", "null", RefusalReason.MissingField)]
    public void A_value_is_refused_as_that_of_a_column_that_is_not_nullable(string field, string json, RefusalReason reason) =>
        Assert.Equal(new(reason, field), ReviewEvents.Decode(field, json, out _));

    private static byte[] Full() => ReviewEvents.Event(
        ("score", -1.25m), ("replies", 3), ("likes", 9), ("comment", "good"), ("reply_to", Other.ToString()), ("edited_at", "2026-02-04"));

    private static (decimal?, int?, long?) Numbers(EventBatch batch, int row) =>
        (batch.Rows<decimal?>("score")[row], batch.Rows<int?>("replies")[row], batch.Rows<long?>("likes")[row]);
}
