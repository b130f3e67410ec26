using System.Text;
using CsCheck;
using Pipeline.Logs.Entries;

namespace Pipeline.UnitTests.Logs;

public sealed class Utf8TextTests
{
    private static readonly Gen<string> AnyText = Gen.OneOf(
        Gen.String, Gen.Char["a가\u00e9\ud83d\ude00\udc00"].Array[0, 40].Select(static c => new string(c)));

    [Fact]
    public void Any_text_is_kept_up_to_the_last_whole_character_that_fits() =>
        Gen.Select(AnyText, Gen.Int[0, 60]).Sample(static (text, capacity) =>
        {
            var kept = new Utf8Text(capacity);
            kept.Set(text);
            Assert.Equal(HostileTexts.Kept(text, capacity), Strict(kept));
        });

    [Fact]
    public void The_parts_of_an_interpolated_text_are_joined()
    {
        var text = new Utf8Text(100);
        text.Set($"order {1_000_000}: {"가"} {(string?)null}{long.MinValue} ms{'.'}");
        Assert.Equal("order 1000000: 가 -9223372036854775808 ms.", Strict(text));
    }

    [Fact]
    public void Nothing_follows_a_part_that_was_cut_off()
    {
        var text = new Utf8Text(9);
        text.Set($"ab{123_456_789}c");
        Assert.Equal("ab", Strict(text));
        text.Set($"abcdefg{"가"}h{1}");
        Assert.Equal("abcdefg", Strict(text));
    }

    [Theory]
    [InlineData(0x0000_0000u, "0.0.0.0")]
    [InlineData(0xCB00_71FFu, "203.0.113.255")]
    [InlineData(0xFFFF_FFFFu, "255.255.255.255")]
    public void An_address_is_appended_whole_or_not_at_all(uint address, string expected)
    {
        var text = new Utf8Text(5 + expected.Length);
        text.Set("from ");
        text.AppendAddress(address);
        Assert.Equal($"from {expected}", Strict(text));
        text.Set("from  ");
        text.AppendAddress(address);
        text.Append(1);
        Assert.Equal("from  ", Strict(text));
    }

    [Fact]
    public void A_text_replaces_the_one_before_it_whole()
    {
        var text = new Utf8Text(3);
        text.Set("too long");
        text.Set("a");
        Assert.Equal("a", Strict(text));
        text.Clear();
        Assert.Equal("", Strict(text));
    }

    private static string Strict(Utf8Text text) => new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(text.Bytes);
}
