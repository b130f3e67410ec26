using Pipeline.Streams.Columns;
using Pipeline.Streams.Definitions;

namespace Pipeline.UnitTests.Streams;

/// <summary>Combinations of attributes that do not define a flat stream are refused with a sentence.</summary>
public sealed class FlatDefinitionTests
{
    [Fact]
    public void A_flat_stream_with_event_types_is_refused() => Assert.Equal(
        "WithTypes has no envelope: remove [CreatedBy] and [ChangedBy].", Refused(static () => new StreamDefinition<WithTypes>()));

    [Fact]
    public void A_derived_key_of_an_envelope_is_refused() => Assert.Equal(
        "InEnvelope.Id has [DerivedFrom] and is not the Guid key of a record with [FlatJson].",
        Refused(static () => new StreamDefinition<InEnvelope>()));

    [Fact]
    public void A_derived_property_that_is_no_key_or_no_Guid_is_refused()
    {
        Assert.Equal(
            "NoKey.Id has [DerivedFrom] and is not the Guid key of a record with [FlatJson].",
            Refused(static () => new StreamDefinition<NoKey>()));
        Assert.Equal(
            "NoGuid.Id has [DerivedFrom] and is not the Guid key of a record with [FlatJson].",
            Refused(static () => new StreamDefinition<NoGuid>()));
    }

    [Theory]
    [InlineData(typeof(FromOptional))]
    [InlineData(typeof(FromLongText))]
    [InlineData(typeof(FromInstant))]
    public void A_key_from_a_value_that_can_be_absent_or_long_is_refused(Type record) => Assert.Equal(
        $"{record.Name}.Id must be derived from one or more whole numbers and short texts, not nullable.",
        Refused(() => Activator.CreateInstance(
            typeof(StreamDefinition<>).MakeGenericType(record), System.Reflection.BindingFlags.Instance
                | System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.DoNotWrapExceptions, null, null, null)!));

    [Fact]
    public void Counting_by_two_properties_is_refused() => Assert.Equal(
        "CountsTwice has both [CountedIf] and [CountedUnless].", Refused(static () => new StreamDefinition<CountsTwice>()));

    [Fact]
    public void Domains_without_a_used_stream_are_left_out_except_the_first_if_none_is_used()
    {
        StreamDefinition[] all = [Review.Stream, SensorReading.Stream];
        Assert.Equal([SensorReading.Stream], StreamRegistry.InUse(all, static s => s == SensorReading.Stream));
        Assert.Equal(all, StreamRegistry.InUse(all, static _ => true));
        Assert.Equal([Review.Stream], StreamRegistry.InUse(all, static _ => false));
    }

    private static string Refused(Func<object> define) => Assert.Throws<InvalidOperationException>(define).Message;

    [Stream("a"), FlatJson, CreatedBy("a_created")]
    private sealed record WithTypes([property: Key] Guid Id);

    [Stream("a"), CreatedBy("a_created")]
    private sealed record InEnvelope([property: Key, DerivedFrom("Number")] Guid Id, [property: Number(0, 9)] int Number);

    [Stream("a"), FlatJson]
    private sealed record NoKey([property: Key, Number(0, 9)] int Number, [property: DerivedFrom("Number")] Guid Id);

    [Stream("a"), FlatJson]
    private sealed record NoGuid([property: Key, DerivedFrom("Number"), Text(1, 9)] string Id, [property: Number(0, 9)] int Number);

    [Stream("a"), FlatJson]
    private sealed record FromOptional([property: Key, DerivedFrom("Number")] Guid Id, [property: Number(0, 9)] int? Number);

    [Stream("a"), FlatJson]
    private sealed record FromLongText([property: Key, DerivedFrom("Text")] Guid Id, [property: Text(0, 101)] string Text);

    [Stream("a"), FlatJson]
    private sealed record FromInstant([property: Key, DerivedFrom("At")] Guid Id, [property: EpochMilliseconds] DateTime At);

    [Stream("a"), FlatJson]
    private sealed record CountsTwice(
        [property: Key] Guid Id, [property: Text(1, 9), CountedIf("x")] string One, [property: Text(1, 9), CountedUnless("x")] string Two);
}
