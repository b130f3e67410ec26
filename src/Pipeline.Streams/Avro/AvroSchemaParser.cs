namespace Pipeline.Streams.Avro;

/// <summary>Reads one schema. Only what decoding needs: no defaults, aliases or logical types.</summary>
internal sealed class AvroSchemaParser
{
    private static readonly Dictionary<string, AvroType> Primitives = new(StringComparer.Ordinal)
    {
        ["null"] = new(AvroKind.Null),
        ["boolean"] = new(AvroKind.Boolean),
        ["int"] = new(AvroKind.Int),
        ["long"] = new(AvroKind.Long),
        ["float"] = new(AvroKind.Float),
        ["double"] = new(AvroKind.Double),
        ["bytes"] = new(AvroKind.Bytes),
        ["string"] = new(AvroKind.String),
    };

    private readonly Dictionary<string, AvroType> _named = new(StringComparer.Ordinal);

    public AvroType Parse(string schema)
    {
        try
        {
            using var json = JsonDocument.Parse(schema);
            return Read(json.RootElement, "");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new FormatException($"Not an Avro schema: {e.Message}", e);
        }
    }

    private AvroType Read(JsonElement json, string @namespace) => json.ValueKind switch
    {
        JsonValueKind.String => Find(json.GetString()!, @namespace),
        JsonValueKind.Array => new(AvroKind.Union, [.. json.EnumerateArray().Select(branch => Read(branch, @namespace))]),
        _ => ReadObject(json, @namespace),
    };

    private AvroType ReadObject(JsonElement json, string @namespace)
    {
        var type = json.GetProperty("type");
        return type.ValueKind != JsonValueKind.String ? Read(type, @namespace) : type.GetString()! switch
        {
            "record" or "error" => ReadRecord(json, @namespace),
            "enum" => Named(new(AvroKind.Enum), json, @namespace).Type,
            "fixed" => Named(new(AvroKind.Fixed) { Size = SizeOf(json) }, json, @namespace).Type,
            "array" => new(AvroKind.Array, Read(json.GetProperty("items"), @namespace)),
            "map" => new(AvroKind.Map, Read(json.GetProperty("values"), @namespace)),
            var name => Find(name, @namespace),
        };
    }

    private AvroType ReadRecord(JsonElement json, string @namespace)
    {
        // Known by its name before its fields are read, because they can refer to it.
        var (record, inner) = Named(new(AvroKind.Record), json, @namespace);
        record.Fields =
        [
            .. json.GetProperty("fields").EnumerateArray()
                .Select(f => new AvroField(f.GetProperty("name").GetString()!, Read(f.GetProperty("type"), inner))),
        ];
        return record;
    }

    private static int SizeOf(JsonElement json) => json.GetProperty("size").TryGetInt32(out var size) && size >= 0
        ? size
        : throw new FormatException("Not an Avro schema: a fixed has no size.");

    /// <summary>Registers a type by its full name.</summary>
    /// <returns>The type, and the namespace of names in it.</returns>
    private (AvroType Type, string Namespace) Named(AvroType type, JsonElement json, string @namespace)
    {
        var name = json.GetProperty("name").GetString() ?? throw new FormatException("Not an Avro schema: a type has no name.");
        if (name.LastIndexOf('.') is >= 0 and var dot)
            (@namespace, name) = (name[..dot], name[(dot + 1)..]);
        else if (json.TryGetProperty("namespace", out var own) && own.GetString() is { } given)
            @namespace = given;
        return _named.TryAdd(Full(name, @namespace), type)
            ? (type, @namespace)
            : throw new FormatException($"Not an Avro schema: the name {name} is defined twice.");
    }

    private AvroType Find(string name, string @namespace) => Primitives.GetValueOrDefault(name)
        ?? _named.GetValueOrDefault(name.Contains('.') ? name : Full(name, @namespace))
        ?? throw new FormatException($"Not an Avro schema: the type {name} is not defined.");

    private static string Full(string name, string @namespace) => @namespace.Length == 0 ? name : $"{@namespace}.{name}";
}
