namespace Pipeline.Streams.Columns;

/// <summary>Parses JSON numbers by value: <c>2</c>, <c>2.0</c> and <c>0.2e1</c> are the same integer.</summary>
internal static class JsonNumber
{
    /// <summary>Maximum number of digits of a 64-bit integer.</summary>
    private const int MaxDigits = 19;

    /// <summary>Reads the number times 10^<paramref name="scale"/>.</summary>
    /// <returns>False if the result is not an integer or does not fit into 64 bits.</returns>
    public static bool TryRead(ref Utf8JsonReader json, int scale, out long scaled)
    {
        // Most numbers are written without a fraction.
        if (json.TryGetInt64(out scaled) && TryScale(ref scaled, scale))
            return true;
        scaled = 0;
        return !json.HasValueSequence && TryCompute(json.ValueSpan, scale, out scaled);
    }

    private static bool TryScale(ref long number, int scale)
    {
        for (; scale > 0 && number is >= long.MinValue / 10 and <= long.MaxValue / 10; scale--)
            number *= 10;
        return scale == 0;
    }

    /// <summary>Computes the value from the digits, because decimal and double would round it.</summary>
    private static bool TryCompute(ReadOnlySpan<byte> number, int scale, out long scaled)
    {
        scaled = 0;
        var exponentAt = number.IndexOfAny((byte)'e', (byte)'E');
        var mantissa = exponentAt < 0 ? number : number[..exponentAt];
        if (!mantissa.ContainsAnyInRange((byte)'1', (byte)'9'))
            return true;
        long exponent = 0;
        if (exponentAt >= 0 && !TryParseExponent(number[(exponentAt + 1)..], out exponent))
            return false;
        var point = mantissa.IndexOf((byte)'.');
        exponent += scale - (point < 0 ? 0 : mantissa.Length - point - 1);
        var last = mantissa.LastIndexOfAnyInRange((byte)'1', (byte)'9');
        Int128 sum = 0;
        var digits = 0;
        foreach (var b in mantissa[..(last + 1)])
        {
            if (b is not (>= (byte)'0' and <= (byte)'9') || (b == '0' && digits == 0))
                continue;
            if (++digits > MaxDigits)
                return false;
            sum = (sum * 10) + (b - '0');
        }

        // Adds the trailing zeros of the mantissa, which the sum leaves out.
        exponent += mantissa.Length - last - 1 - (point > last ? 1 : 0);
        return exponent >= 0 && digits + exponent <= MaxDigits && TryAssemble(mantissa[0] == '-' ? -sum : sum, exponent, out scaled);
    }

    /// <summary>False for an exponent beyond 32 bits, which is out of range for every column.</summary>
    private static bool TryParseExponent(ReadOnlySpan<byte> text, out long exponent) =>
        System.Buffers.Text.Utf8Parser.TryParse(text[0] == '+' ? text[1..] : text, out exponent, out _)
        && exponent is > int.MinValue and < int.MaxValue;

    private static bool TryAssemble(Int128 sum, long zeros, out long value)
    {
        for (; zeros > 0; zeros--)
            sum *= 10;
        var fits = sum >= long.MinValue && sum <= long.MaxValue;
        value = fits ? (long)sum : 0;
        return fits;
    }
}
