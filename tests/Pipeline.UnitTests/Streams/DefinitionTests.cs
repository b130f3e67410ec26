using Pipeline.Shop.Records;
using Pipeline.Streams.Columns;
using Pipeline.Streams.Definitions;

namespace Pipeline.UnitTests.Streams;

/// <summary>A record whose attributes do not make a stream is refused with a sentence that names the record or the property.</summary>
public sealed class DefinitionTests
{
    [Fact]
    public void A_record_states_names_and_keys_once()
    {
        var stream = Review.Stream;
        Assert.Equal(("reviews", "reviews-consumers", "review_id", "author"),
            (stream.Name, stream.ConsumerGroup, stream.Key.Name, stream.PartitionBy.Name));
        Assert.Equal(["review_created", "review_judged"], stream.EventTypes.Select(static t => t.Name));
        Assert.Equal(("state", "previous_state"), (stream.Changed!.Previous!.Name, stream.Changed.PreviousName));
        Assert.Equal(["state"], stream.Columns.Where(stream.Changes).Select(static c => c.Name));
        Assert.Equal(["author", "comment"], stream.Columns.Where(static c => c.IsPersonal).Select(static c => c.Name));
        Assert.Equal(
            "uuid timestamptz text text integer bigint text numeric(4,2) integer bigint text uuid timestamptz",
            string.Join(' ', stream.Columns.Select(static c => c.SqlType)));
    }

    [Fact]
    public void The_shop_has_its_streams_in_their_order() =>
        Assert.Equal(["users", "products", "orders"], ShopStreams.Registry.All.Select(static s => s.Name));

    [Fact]
    public void A_record_without_a_stream_is_named() =>
        Assert.Equal("String is not a registered stream.", Refused(static () => ShopStreams.Registry.Of(typeof(string))));

    [Fact]
    public void A_stream_without_a_key_is_refused() =>
        Assert.Equal("NoKey needs a property with [Key].", Refused(static () => new StreamDefinition<NoKey>()));

    [Fact]
    public void A_stream_with_two_keys_is_refused() =>
        Assert.Equal("TwoKeys has more than one property with [Key].", Refused(static () => new StreamDefinition<TwoKeys>()));

    [Fact]
    public void A_nullable_key_is_refused() =>
        Assert.Equal("NullableKey has a nullable key.", Refused(static () => new StreamDefinition<NullableKey>()));

    [Fact]
    public void A_stream_that_nothing_creates_is_refused() =>
        Assert.Equal("NotCreated needs [CreatedBy].", Refused(static () => new StreamDefinition<NotCreated>()));

    [Fact]
    public void A_text_without_bounds_is_refused() =>
        Assert.Equal("Unbounded.Text needs [Text(min, max)] or [Code(...)].", Refused(static () => new StreamDefinition<Unbounded>()));

    [Fact]
    public void A_number_without_bounds_is_refused() =>
        Assert.Equal("UnboundedNumber.Number needs [Number(min, max)].", Refused(static () => new StreamDefinition<UnboundedNumber>()));

    [Fact]
    public void Bounds_that_no_value_has_are_refused()
    {
        Assert.Equal("EmptyRange.Number has a least value above its greatest.", Refused(static () => new StreamDefinition<EmptyRange>()));
        Assert.Equal(
            "EmptyLength.Text has a least length below 0 or above its greatest.",
            Refused(static () => new StreamDefinition<EmptyLength>()));
    }

    [Fact]
    public void Bounds_that_the_type_does_not_hold_are_refused()
    {
        Assert.Equal("BeyondInt.Number has bounds beyond int.", Refused(static () => new StreamDefinition<BeyondInt>()));
        Assert.Equal(
            "BeyondDecimal.Number has more than 9 decimals or bounds with more than 18 digits, decimals included.",
            Refused(static () => new StreamDefinition<BeyondDecimal>()));
    }

    [Fact]
    public void A_type_that_no_column_has_is_refused() =>
        Assert.Equal(
            "WrongType.Flag has type Boolean, which columns do not support.", Refused(static () => new StreamDefinition<WrongType>()));

    [Fact]
    public void A_list_of_shown_texts_that_does_not_exist_is_refused() =>
        Assert.Equal(
            "NothingShown.Key shows NothingShown.Missing, which is no static list of texts.",
            Refused(static () => new StreamDefinition<NothingShown>()));

    [Fact]
    public void A_change_of_a_property_that_does_not_exist_or_is_no_text_is_refused()
    {
        Assert.Equal("ChangesNothing has no property Missing.", Refused(static () => new StreamDefinition<ChangesNothing>()));
        Assert.Equal("ChangesNumber.Number is not a text.", Refused(static () => new StreamDefinition<ChangesNumber>()));
    }

    [Fact]
    public void Counting_by_a_number_is_refused() =>
        Assert.Equal(
            "CountsByNumber.Number has [CountedUnless], but is nullable or not a text.",
            Refused(static () => new StreamDefinition<CountsByNumber>()));

    [Theory]
    [InlineData(typeof(WithoutSum), "WithoutSum needs a partition number, a group and a sum.")]
    [InlineData(typeof(SumsText), "SumsText sums reviews.subject, which is not a number.")]
    [InlineData(typeof(DayOfNullable), "DayOfNullable.Day groups by the day or minutes of a column that is nullable or not an instant.")]
    [InlineData(typeof(HourOfText), "HourOfText.Hour groups by the day or minutes of a column that is nullable or not an instant.")]
    [InlineData(typeof(SevenMinutes), "SevenMinutes.Window has windows of 7 minutes, which do not divide a day.")]
    [InlineData(typeof(GroupsByState), "GroupsByState groups by or sums a column of reviews that changes.")]
    [InlineData(typeof(SumsMissing), "Review has no property Missing.")]
    public void A_projection_that_cannot_be_kept_is_refused(Type projection, string sentence) =>
        Assert.Equal(sentence, Refused(() => new Projection(projection, Review.Stream)));

    private static string Refused(Func<object> define) => Assert.Throws<InvalidOperationException>(define).Message;

    [Stream("a"), CreatedBy("a_created")]
    private sealed record NoKey([property: Text(1, 9)] string Text);

    [Stream("a"), CreatedBy("a_created")]
    private sealed record TwoKeys([property: Key] Guid One, [property: Key] Guid Other);

    [Stream("a"), CreatedBy("a_created")]
    private sealed record NullableKey([property: Key] Guid? Key);

    [Stream("a")]
    private sealed record NotCreated([property: Key] Guid Key);

    [Stream("a"), CreatedBy("a_created")]
    private sealed record Unbounded([property: Key] Guid Key, string Text);

    [Stream("a"), CreatedBy("a_created")]
    private sealed record UnboundedNumber([property: Key] Guid Key, int Number);

    [Stream("a"), CreatedBy("a_created")]
    private sealed record EmptyRange([property: Key] Guid Key, [property: Number(2, 1)] int Number);

    [Stream("a"), CreatedBy("a_created")]
    private sealed record EmptyLength([property: Key] Guid Key, [property: Text(2, 1)] string Text);

    [Stream("a"), CreatedBy("a_created")]
    private sealed record BeyondInt([property: Key] Guid Key, [property: Number(0, 5_000_000_000)] int Number);

    [Stream("a"), CreatedBy("a_created")]
    private sealed record BeyondDecimal([property: Key] Guid Key, [property: Number(0, long.MaxValue, Decimals = 2)] decimal Number);

    [Stream("a"), CreatedBy("a_created")]
    private sealed record WrongType([property: Key] Guid Key, bool Flag);

    [Stream("a"), CreatedBy("a_created")]
    private sealed record NothingShown([property: Key, Text(1, 9), Shown(typeof(NothingShown), "Missing")] string Key);

    [Stream("a"), CreatedBy("a_created"), ChangedBy("a_changed", Only = "Missing")]
    private sealed record ChangesNothing([property: Key] Guid Key);

    [Stream("a"), CreatedBy("a_created"), ChangedBy("a_changed", Only = nameof(Number))]
    private sealed record ChangesNumber([property: Key] Guid Key, [property: Number(0, 9)] int Number);

    [Stream("a"), CreatedBy("a_created")]
    private sealed record CountsByNumber([property: Key] Guid Key, [property: Number(0, 9), CountedUnless("1")] int Number);

    [Projection("totals", typeof(NoKey))]
    private sealed record WithoutSum([property: PartitionNumber] int Partition, [property: GroupBy("Subject")] string Subject);

    [Projection("totals", typeof(NoKey))]
    private sealed record SumsText(
        [property: PartitionNumber] int Partition, [property: GroupBy("Subject")] string Subject, [property: Sum("Subject")] long Sum);

    [Projection("totals", typeof(NoKey))]
    private sealed record DayOfNullable(
        [property: PartitionNumber] int Partition, [property: GroupBy("EditedAt")] DateOnly Day, [property: Count] long Count);

    [Projection("totals", typeof(NoKey))]
    private sealed record HourOfText(
        [property: PartitionNumber] int Partition, [property: GroupBy("Subject", Minutes = 60)] DateTime Hour,
        [property: Count] long Count);

    [Projection("totals", typeof(NoKey))]
    private sealed record SevenMinutes(
        [property: PartitionNumber] int Partition, [property: GroupBy("WrittenAt", Minutes = 7)] DateTime Window,
        [property: Count] long Count);

    [Projection("totals", typeof(NoKey))]
    private sealed record GroupsByState(
        [property: PartitionNumber] int Partition, [property: GroupBy("State")] string State, [property: Count] long Count);

    [Projection("totals", typeof(NoKey))]
    private sealed record SumsMissing(
        [property: PartitionNumber] int Partition, [property: GroupBy("Subject")] string Subject, [property: Sum("Missing")] long Sum);
}
