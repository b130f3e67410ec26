using System.Text.Json.Nodes;
using Pipeline.Shop.Records;
using Pipeline.Streams.Columns;
using Pipeline.Streams.Definitions;
using Pipeline.Testing.Messages;

namespace Pipeline.UnitTests.Streams;

public sealed class RefusalTests
{
    public static TheoryData<string> Names => [.. BrokenMessages.All.Select(static m => m.Name)];

    public static TheoryData<string, string> DataFields =>
    [
        .. FieldsOf(Sample.UserMessage(), ShopStreams.Users),
        .. FieldsOf(Sample.ProductMessage(), ShopStreams.Products),
        .. FieldsOf(Sample.OrderMessage(), ShopStreams.Orders),
    ];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_broken_message_is_refused_for_its_reason_and_leaves_the_batch_as_it_was(string name)
    {
        var broken = BrokenMessages.All.Single(m => m.Name == name);
        var batch = broken.Stream.NewBatch(2);
        Assert.Equal(new(broken.Reason, broken.Field), batch.Stream.Decoder.Decode(broken.Value, 0, batch));
        Assert.Equal(0, batch.Count);
    }

    [Fact]
    public void A_good_message_behind_a_broken_one_takes_nothing_from_it()
    {
        foreach (var broken in BrokenMessages.All.Where(static m => m.Stream == ShopStreams.Users))
        {
            var batch = ShopStreams.Users.NewBatch(1);
            batch.Stream.Decoder.Decode(broken.Value, 0, batch);
            Sample.Parsed(batch, Sample.UserMessage());
            Assert.Equal(
                (Sample.User.Name, Sample.User.Grade, 1),
                (batch.Rows<string>("name")[0], batch.Rows<string>("grade")[0], batch.Version[0]));
        }
    }

    [Fact]
    public void Every_reason_has_a_message_and_a_name_of_its_own()
    {
        var reasons = Enum.GetValues<RefusalReason>();
        Assert.Equal(
            reasons.Except([RefusalReason.None, .. AdMessages.Reasons]).Order(),
            BrokenMessages.All.Select(static m => m.Reason).Distinct().Order());
        Assert.Equal(reasons.Length, reasons.Select(static r => new Refusal(r).Name).Distinct(StringComparer.Ordinal).Count());
    }

    [Theory]
    [MemberData(nameof(DataFields))]
    public void Every_field_of_the_data_must_be_there_and_not_null(string stream, string field)
    {
        Assert.Equal(new(RefusalReason.MissingField, field), Refused(stream, data => data.Remove(field)));
        Assert.Equal(new(RefusalReason.MissingField, field), Refused(stream, data => data[field] = null));
    }

    [Fact]
    public void A_refusal_names_the_field_and_never_its_content() =>
        Assert.Equal("out_of_range (gender)", new Refusal(RefusalReason.OutOfRange, "gender").ToString());

    private static Refusal Refused(string stream, Action<JsonObject> change)
    {
        void Change(JsonObject message) => change(message["data"]!.AsObject());
        var message = stream switch
        {
            "users" => Sample.UserMessage(Change),
            "products" => Sample.ProductMessage(Change),
            _ => Sample.OrderMessage(Change),
        };
        var definition = ShopStreams.Registry.Find(stream)!;
        return definition.Decoder.Decode(message, 0, definition.NewBatch(1));
    }

    private static IEnumerable<TheoryDataRow<string, string>> FieldsOf(byte[] message, StreamDefinition stream) =>
        JsonNode.Parse(message)!["data"]!.AsObject().Select(field => new TheoryDataRow<string, string>(stream.Name, field.Key));
}
