using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;
using CsCheck;
using Pipeline.Streams.Columns;

namespace Pipeline.UnitTests.Streams;

/// <summary>A JSON number counts by its value, in whatever notation it is written.</summary>
public sealed class JsonNumberTests
{
    private static readonly Gen<string> Digits = Gen.Int[0, 9].Array[1, 20].Select(static d => string.Concat(d));

    /// <summary>Numbers after the grammar of JSON (RFC 8259, section 6), 64 bytes or fewer.</summary>
    private static readonly Gen<(string Whole, string Fraction, string Exponent, bool Minus)> Parts = Gen.Select(
        Digits.Select(static d => d.TrimStart('0') is { Length: > 0 } whole ? whole : "0"),
        Gen.OneOf(Gen.Const(""), Digits),
        Gen.OneOf(Gen.Const(""), Gen.Select(Gen.OneOf("e", "E", "e+", "E-", "e-0", "e+00"), Gen.Int[0, 30], static (e, n) => $"{e}{n}")),
        Gen.Bool);

    /// <summary>A whole number, and by how much its decimal point moves.</summary>
    private static readonly Gen<(long Number, int Shift)> Shifted =
        Gen.Select(Gen.OneOf(Gen.Long, Gen.Long[-1000, 1000], Gen.OneOf(long.MinValue, long.MaxValue, 0L)), Gen.Int[0, 30]);

    [Fact]
    public void Every_number_has_its_value_or_is_refused_because_it_is_not_whole_or_too_large() =>
        Gen.Select(Parts, Gen.Int[0, 9]).Sample(static (parts, scale) =>
        {
            var (whole, fraction, exponent, minus) = parts;
            var text = $"{(minus ? "-" : "")}{whole}{(fraction.Length > 0 ? "." : "")}{fraction}{exponent}";
            var expected = Scaled(BigInteger.Parse((minus ? "-" : "") + whole + fraction), Power(exponent) - fraction.Length + scale);
            Assert.Equal(expected, Read(text, scale));
        }, iter: 20_000);

    [Fact]
    public void A_whole_number_is_the_same_in_every_notation() => Shifted.Sample(static (number, shift) =>
    {
        var digits = BigInteger.Abs(number).ToString(CultureInfo.InvariantCulture);
        var padded = digits.PadLeft(shift + 1, '0');
        var sign = number < 0 ? "-" : "";
        var pointed = shift == 0 ? $"{sign}{digits}e0" : $"{sign}{padded[..^shift]}.{padded[^shift..]}E+{shift}";
        Assert.Equal(number, Read(pointed, 0));
        if (number != 0)
            Assert.Equal(number, Read($"{sign}{digits}{new string('0', shift)}e-{shift}", 0));
        Assert.Equal(number, Read($"{sign}{digits}.{new string('0', shift + 1)}", 0));
    }, iter: 20_000);

    [Fact]
    public void A_decimal_has_the_value_that_decimal_arithmetic_gives_it() => Gen.Int[-1000, 1000].Sample(static cents =>
    {
        var value = cents / 100m;
        string[] notations =
        [
            value.ToString(CultureInfo.InvariantCulture), $"{value:0.000}", $"{cents}e-2", $"{cents / 1000m:0.000}E1",
        ];
        foreach (var text in notations)
        {
            Assert.Equal(Refusal.None, ReviewEvents.Decode("score", text, out var batch));
            Assert.Equal(value, batch.Rows<decimal?>("score")[0]);
        }
    });

    [Theory]
    [InlineData("2.0", 2)]
    [InlineData("2.51e4", 25_100)]
    [InlineData("0.2e1", 2)]
    [InlineData("-0", 0)]
    [InlineData("0e99999999999", 0)]
    [InlineData("-9223372036854775808.0", long.MinValue)]
    public void These_are_whole_numbers(string text, long value) => Assert.Equal(value, Read(text, 0));

    [Theory]
    [InlineData("2.5")]
    [InlineData("1e-1")]
    [InlineData("9223372036854775808")]
    [InlineData("1e19")]
    [InlineData("1e99999999999")]
    [InlineData("1e-99999999999")]
    public void These_are_not_or_do_not_fit(string text) => Assert.Null(Read(text, 0));

    [Theory]
    [InlineData(0)]
    [InlineData(63)]
    [InlineData(100_000)]
    public void A_number_may_have_any_length(int zeros)
    {
        var many = new string('0', zeros);
        Assert.Equal(2, Read($"2.0{many}", 0));
        Assert.Equal(25, Read($"0.{many}25e{zeros + 2}", 0));
        Assert.Equal(-250, Read($"-25{many}0.0E-{zeros}", 0));
        Assert.Null(Read($"2.{many}1", 0));
    }

    private static long? Read(string text, int scale)
    {
        var json = new Utf8JsonReader(Encoding.UTF8.GetBytes(text));
        Assert.True(json.Read());
        return JsonNumber.TryRead(ref json, scale, out var value) ? value : null;
    }

    private static int Power(string exponent) =>
        exponent.Length == 0 ? 0 : int.Parse(exponent[1..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

    /// <summary>The number times a power of ten, where it is whole and has 64 bits.</summary>
    private static long? Scaled(BigInteger number, int power)
    {
        if (power < 0)
        {
            var (quotient, rest) = BigInteger.DivRem(number, BigInteger.Pow(10, -power));
            if (!rest.IsZero)
                return null;
            number = quotient;
        }
        else
        {
            number *= BigInteger.Pow(10, power);
        }

        return number >= long.MinValue && number <= long.MaxValue ? (long)number : null;
    }
}
