namespace Pipeline.Streams.Columns;

/// <summary>Parses JSON numbers by value: <c>2</c>, <c>2.0</c> and <c>0.2e1</c> are the same integer.</summary>
internal static class JsonNumber
{
    /// <summary>Maximum length of a number, bytes. A longer number is out of range for every column.</summary>
    private const int MaxBytes = 64;

    /// <summary>Reads the number times 10^<paramref name="scale"/>.</summary>
    /// <returns>False if the result is not an integer or does not fit into 64 bits.</returns>
    public static bool TryRead(ref Utf8JsonReader json, int scale, out long scaled)
    {
        if (scale == 0 && json.TryGetInt64(out scaled))
            return true;
        scaled = 0;
        return !json.HasValueSequence && json.ValueSpan.Length <= MaxBytes && TryCompute(json.ValueSpan, scale, out scaled);
    }

    /// <summary>Computes the value from the digits, because decimal and double would round it.</summary>
    private static bool TryCompute(ReadOnlySpan<byte> number, int scale, out long scaled)
    {
        scaled = 0;
        var exponentAt = number.IndexOfAny((byte)'e', (byte)'E');
        var mantissa = exponentAt < 0 ? number : number[..exponentAt];
        var exponent = 0;
        if (exponentAt >= 0 && !TryParseExponent(number[(exponentAt + 1)..], out exponent))
            return IsZero(mantissa);
        var isNegative = mantissa[0] == '-';
        var point = mantissa.IndexOf((byte)'.');
        exponent += scale - (point < 0 ? 0 : mantissa.Length - point - 1);
        Span<byte> digits = stackalloc byte[MaxBytes];
        var count = 0;
        foreach (var b in mantissa)
        {
            if (b is >= (byte)'0' and <= (byte)'9' && (count > 0 || b != '0'))
                digits[count++] = (byte)(b - '0');
        }

        for (; count > 0 && digits[count - 1] == 0; count--)
            exponent++;
        return count == 0 || (exponent >= 0 && TryAssemble(digits[..count], exponent, isNegative, out scaled));
    }

    private static bool TryParseExponent(ReadOnlySpan<byte> text, out int exponent) =>
        System.Buffers.Text.Utf8Parser.TryParse(text[0] == '+' ? text[1..] : text, out exponent, out _) && exponent is > -1000 and < 1000;

    private static bool IsZero(ReadOnlySpan<byte> mantissa) => !mantissa.ContainsAnyInRange((byte)'1', (byte)'9');

    private static bool TryAssemble(ReadOnlySpan<byte> digits, int zeros, bool isNegative, out long value)
    {
        value = 0;
        if (digits.Length + zeros > 19)
            return false;
        Int128 sum = 0;
        foreach (var digit in digits)
            sum = (sum * 10) + digit;
        for (; zeros > 0; zeros--)
            sum *= 10;
        sum = isNegative ? -sum : sum;
        if (sum < long.MinValue || sum > long.MaxValue)
            return false;
        value = (long)sum;
        return true;
    }
}
