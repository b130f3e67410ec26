namespace Pipeline.Kafka.Librdkafka;

/// <summary>
/// The arguments of rd_kafka_produceva for messages of one topic, in memory that the collector does not move. Reused per message: key,
/// value and header values are copied into it. Not thread-safe.
/// </summary>
internal sealed class MessageArguments
{
    /// <summary>RD_KAFKA_MSG_F_COPY.</summary>
    private const int Copy = 2;

    /// <summary>Arguments before the headers.</summary>
    private const int Fixed = 5;

    private readonly Argument[] _arguments;
    private readonly string[] _headers;
    private byte[] _bytes = NewBytes(4096);
    private int _length;

    /// <summary>Creates the arguments.</summary>
    /// <param name="topic">Handle of the topic.</param>
    /// <param name="headers">Names of the headers that each message has, in their order.</param>
    public MessageArguments(nint topic, IReadOnlyList<string> headers)
    {
        _headers = [.. headers];
        _arguments = GC.AllocateArray<Argument>(Fixed + headers.Count, pinned: true);
        var names = Encoding.UTF8.GetBytes(string.Concat(headers.Select(static h => h + '\0')));
        Names = NewBytes(names.Length);
        names.CopyTo(Names, 0);
        _arguments[0] = new() { Kind = ArgumentKind.Topic, Pointer = topic };
        _arguments[1] = new() { Kind = ArgumentKind.Flags, Pointer = Copy };
        _arguments[2].Kind = ArgumentKind.Number;
        _arguments[3].Kind = ArgumentKind.Key;
        _arguments[4].Kind = ArgumentKind.Value;
        for (var (i, at) = (0, 0); i < headers.Count; at += Encoding.UTF8.GetByteCount(headers[i]) + 1, i++)
            _arguments[Fixed + i] = new() { Kind = ArgumentKind.Header, Pointer = AddressOf(Names, at) };
    }

    /// <summary>Address of the first argument.</summary>
    public nint Address => Marshal.UnsafeAddrOfPinnedArrayElement(_arguments, 0);

    /// <summary>Number of arguments.</summary>
    public int Count => _arguments.Length;

    /// <summary>Names of the headers, each followed by a zero byte. Kept, because librdkafka reads them by their address.</summary>
    private byte[] Names { get; }

    /// <summary>Begins a message.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="key">Key.</param>
    /// <param name="value">Value.</param>
    /// <param name="headerBytes">Sum of the sizes of the header values.</param>
    public void Begin(long number, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, int headerBytes)
    {
        // Before the first address is taken, because a new array has another one.
        if (key.Length + value.Length + headerBytes is var needed && needed > _bytes.Length)
            _bytes = NewBytes(2 * needed);
        _length = 0;
        _arguments[2].Pointer = (nint)number;
        (_arguments[3].Pointer, _arguments[3].Second) = (Add(key), key.Length);
        (_arguments[4].Pointer, _arguments[4].Second) = (Add(value), value.Length);
    }

    /// <summary>Sets the value of a header.</summary>
    /// <param name="header">Index of the header's name.</param>
    /// <param name="value">Value.</param>
    public void Set(int header, ReadOnlySpan<byte> value)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(header, _headers.Length);
        ref var argument = ref _arguments[Fixed + header];
        (argument.Second, argument.Third) = (Add(value), value.Length);
    }

    private static byte[] NewBytes(int length) => GC.AllocateUninitializedArray<byte>(length, pinned: true);

    private static nint AddressOf(byte[] pinned, int at) => Marshal.UnsafeAddrOfPinnedArrayElement(pinned, at);

    private nint Add(ReadOnlySpan<byte> value)
    {
        var at = _length;
        value.CopyTo(_bytes.AsSpan(at));
        _length += value.Length;
        return AddressOf(_bytes, at);
    }

    /// <summary>RD_KAFKA_VTYPE_….</summary>
    private enum ArgumentKind
    {
        Topic = 2,
        Value = 4,
        Key = 5,
        Number = 6,
        Flags = 7,
        Header = 9,
    }

    /// <summary>rd_kafka_vu_t: a kind, and up to three members of a union of 64 bytes.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 72)]
    private struct Argument
    {
        [FieldOffset(0)]
        public ArgumentKind Kind;

        [FieldOffset(8)]
        public nint Pointer;

        [FieldOffset(16)]
        public nint Second;

        [FieldOffset(24)]
        public nint Third;
    }
}
