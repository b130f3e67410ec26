using System.Text;
using System.Text.Json;
using CsCheck;
using Pipeline.Streams.Columns;
using Pipeline.Streams.Definitions;

namespace Pipeline.UnitTests.Streams;

public sealed class StringPoolTests
{
    [Fact]
    public void Text_that_comes_again_is_the_same_string() =>
        Assert.Same(Read("\"강원특별자치도 원주시\""), Read("\"강원특별자치도 원주시\""));

    [Theory]
    [InlineData("\"\"", "")]
    [InlineData("\"a\\u0000b\"", "a\0b")]
    [InlineData("\"\\uAC00 \\\"x\\\"\"", "가 \"x\"")]
    public void Empty_and_escaped_texts_are_read_as_they_are_meant(string json, string text) => Assert.Equal(text, Read(json));

    /// <summary>Whatever took a text's place before: what is read is what is there.</summary>
    [Fact]
    public void Every_text_is_read_as_the_reader_itself_reads_it() =>
        Gen.String.Array[1, 200].Sample(static texts =>
        {
            foreach (var json in texts.Where(IsText).Select(static t => JsonSerializer.Serialize(t)))
                Assert.Equal(JsonSerializer.Deserialize<string>(json), Read(json));
        });

    /// <summary>Half of a surrogate pair is no text.</summary>
    private static bool IsText(string text) => text.EnumerateRunes().All(static r => r.Value != 0xFFFD);

    private static string Read(string json)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json));
        reader.Read();
        return StringPool.Get(ref reader);
    }
}
