namespace Pipeline.Operations.DeadLetters;

/// <summary>
/// Masks the personal data of a message. JSON keeps its structure and the values of <see cref="RedactionAllowList"/>. Every other
/// text keeps only its shape: letters become x, digits 9. A number keeps its length. Each byte that is not UTF-8 becomes \x??, because a
/// name in another encoding is personal data too.
/// </summary>
public sealed class PayloadMask
{
    /// <summary>Maximum length of a returned text, characters. A longer text is cut, and its length in bytes is appended.</summary>
    public const int MaxLength = 800;

    private static readonly JsonWriterOptions Plain = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    private static readonly JsonReaderOptions Options = new() { MaxDepth = 64 };

    private static readonly ConcurrentDictionary<StreamDefinition, PayloadMask> Masks = new();

    private readonly StreamDefinition _stream;
    private readonly RedactionAllowList _allowed;

    private PayloadMask(StreamDefinition stream) => (_stream, _allowed) = (stream, new(stream));

    /// <summary>The mask for messages of a stream.</summary>
    public static PayloadMask Of(StreamDefinition stream) => Masks.GetOrAdd(stream, static s => new(s));

    /// <summary>The masked value of a message; the text <c>null</c> if the message has no value.</summary>
    public string Value(byte[]? value)
    {
        if (value is null)
            return "null";
        try
        {
            return Cut(Json(value), value.Length);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return Cut(Shape(value), value.Length);
        }
    }

    /// <summary>The key of a message: unmasked if the stream's Kafka key may be shown, otherwise only its shape.</summary>
    public string Key(byte[]? key)
    {
        if (key is null)
            return "null";
        var text = Encoding.UTF8.GetString(key);
        return _stream.PartitionBy.Shows(text) ? text : Cut(Shape(key), key.Length);
    }

    /// <summary>A name from a header, such as a reason: unmasked if it has at most 64 letters, digits and <c>_ . -</c>.</summary>
    public static string Word(string word) =>
        word.Length <= 64 && word.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-')
            ? word
            : Cut(Shape(Encoding.UTF8.GetBytes(word)), word.Length);

    private string Json(byte[] value)
    {
        var reader = new Utf8JsonReader(value, Options);
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer, Plain);
        var field = "";
        // Read to the end, even past the length limit, because invalid JSON can begin there.
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                field = reader.GetString()!;
                if (buffer.WrittenCount + writer.BytesPending < MaxLength * 4)
                    writer.WritePropertyName(_allowed.IsName(field) ? field : Shape(field));
            }
            else if (buffer.WrittenCount + writer.BytesPending < MaxLength * 4)
            {
                Write(ref reader, writer, field);
            }
        }

        writer.Flush();
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private void Write(ref Utf8JsonReader reader, Utf8JsonWriter writer, string field)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                writer.WriteStartObject();
                break;
            case JsonTokenType.EndObject:
                writer.WriteEndObject();
                break;
            case JsonTokenType.StartArray:
                writer.WriteStartArray();
                break;
            case JsonTokenType.EndArray:
                writer.WriteEndArray();
                break;
            case JsonTokenType.String when reader.GetString() is { } text:
                writer.WriteStringValue(_allowed.Shows(field, text) ? text : Shape(text));
                break;
            case JsonTokenType.Number when _allowed.ShowsNumber(field, reader.ValueSpan.Length):
                writer.WriteRawValue(reader.ValueSpan, skipInputValidation: true);
                break;
            case JsonTokenType.Number:
                // Still a number, because a number where a text must be is a fault of its own.
                writer.WriteRawValue(Digits(reader.ValueSpan), skipInputValidation: true);
                break;
            case JsonTokenType.True or JsonTokenType.False:
                writer.WriteBooleanValue(reader.GetBoolean());
                break;
            default:
                writer.WriteNullValue();
                break;
        }
    }

    private static byte[] Digits(ReadOnlySpan<byte> number)
    {
        var digits = number.ToArray();
        foreach (ref var digit in digits.AsSpan())
            digit = char.IsAsciiDigit((char)digit) ? (byte)'9' : digit;
        return digits;
    }

    private static string Shape(string text) => Shape(Encoding.UTF8.GetBytes(text));

    private static string Shape(ReadOnlySpan<byte> bytes)
    {
        var shape = new StringBuilder();
        while (!bytes.IsEmpty && shape.Length <= MaxLength)
        {
            var text = Rune.DecodeFromUtf8(bytes, out var rune, out var used) == OperationStatus.Done;
            shape.Append(text ? Shape(rune) : "\\x??");
            bytes = bytes[used..];
        }

        return shape.ToString();
    }

    private static string Shape(Rune rune) => rune switch
    {
        _ when Rune.IsLetter(rune) => "x",
        _ when Rune.IsDigit(rune) => "9",
        { Value: < 0x20 or 0x7F } => string.Create(CultureInfo.InvariantCulture, $"\\x{rune.Value:X2}"),
        { IsAscii: true } => rune.ToString(),
        // Other non-ASCII characters, for example combining marks, can be parts of words.
        _ => "x",
    };

    private static string Cut(string text, int bytes) => text.Length <= MaxLength ? text : $"{text[..MaxLength]}… ({bytes:N0} bytes)";
}
