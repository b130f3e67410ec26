namespace Pipeline.Streams.Columns;

/// <summary>Creates the column of a record's property.</summary>
internal static class ColumnReader
{
    private static readonly TimeSpan PatternTimeout = TimeSpan.FromSeconds(1);
    private static readonly NullabilityInfoContext Nullability = new();

    /// <exception cref="InvalidOperationException">The property's type is not supported, or an attribute is missing.</exception>
    public static Column Read(PropertyInfo property)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        var isNullableValue = type != property.PropertyType;
        var description = new ColumnDescription(
            property.Name,
            isNullableValue || Nullability.Create(property).ReadState == NullabilityState.Nullable,
            property.IsDefined(typeof(PersonalAttribute)),
            property.GetCustomAttribute<JsonNameAttribute>()?.Name,
            ReadShown(property),
            ReadAbsent(property, type, isNullableValue));
        var column = ReadKind(property, type, description);
        return isNullableValue
            ? (Column)Activator.CreateInstance(typeof(NullableColumn<>).MakeGenericType(type), description, column)!
            : column;
    }

    private static object? ReadAbsent(PropertyInfo property, Type type, bool isNullableValue)
    {
        var absent = property.GetCustomAttribute<IfAbsentAttribute>()?.Value;
        return absent is null || (absent.GetType() == type && !isNullableValue)
            ? absent
            : throw Wrong(property, $"has [IfAbsent] with a {absent.GetType().Name}, which is no value of it, or is nullable");
    }

    private static Column ReadKind(PropertyInfo property, Type type, ColumnDescription description)
    {
        if (type == typeof(string))
            return ReadText(property, description);
        if (type == typeof(Guid))
            return new UuidColumn(description);
        if (type == typeof(DateTime))
            return property.IsDefined(typeof(EpochMillisecondsAttribute)) ? new EpochColumn(description) : new InstantColumn(description);
        if (type == typeof(int) || type == typeof(long) || type == typeof(decimal))
            return ReadNumber(property, type, description);
        throw Wrong(property, $"has type {type.Name}, which columns do not support");
    }

    private static Column ReadNumber(PropertyInfo property, Type type, ColumnDescription description)
    {
        var bounds = property.GetCustomAttribute<NumberAttribute>() ?? throw Wrong(property, "needs [Number(min, max)]");
        if (bounds.Min > bounds.Max)
            throw Wrong(property, "has a least value above its greatest");
        if (type == typeof(long))
            return new IntegerColumn<long>(description, bounds.Min, bounds.Max);
        if (type == typeof(int))
        {
            return bounds is { Min: >= int.MinValue, Max: <= int.MaxValue }
                ? new IntegerColumn<int>(description, bounds.Min, bounds.Max)
                : throw Wrong(property, "has bounds beyond int");
        }

        // Values are read as whole numbers of the last decimal, in 64 bits.
        var greatest = bounds.Decimals is >= 0 and <= 9 ? long.MaxValue / (long)Math.Pow(10, bounds.Decimals) : -1;
        return bounds.Min >= -greatest && bounds.Max <= greatest
            ? new DecimalColumn(description, bounds.Decimals, bounds.Min, bounds.Max)
            : throw Wrong(property, "has more than 9 decimals or bounds with more than 18 digits, decimals included");
    }

    private static TextColumn ReadText(PropertyInfo property, ColumnDescription description)
    {
        if (property.GetCustomAttribute<CodeAttribute>() is { } code)
            return new(description, 0, int.MaxValue, repeats: true, [.. code.Values]);
        var text = property.GetCustomAttribute<TextAttribute>() ?? throw Wrong(property, "needs [Text(min, max)] or [Code(...)]");
        if (text.Min < 0 || text.Min > text.Max)
            throw Wrong(property, "has a least length below 0 or above its greatest");
        return new(description, text.Min, text.Max, text.Repeats, codes: null);
    }

    private static Func<string, bool>? ReadShown(PropertyInfo property)
    {
        if (property.GetCustomAttribute<ShownAttribute>() is not { } shown)
            return null;
        if (shown.Pattern is { } pattern)
            return new Regex($"^(?:{pattern})$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, PatternTimeout).IsMatch;
        var list = shown.ListType!.GetProperty(shown.ListProperty!, BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static);
        if (list is null || !list.PropertyType.IsAssignableTo(typeof(IEnumerable<string>)))
            throw Wrong(property, $"shows {shown.ListType.Name}.{shown.ListProperty}, which is no static list of texts");
        var texts = new Lazy<HashSet<string>>(() => new((IEnumerable<string>)list.GetValue(null)!, StringComparer.Ordinal));
        return text => texts.Value.Contains(text);
    }

    private static InvalidOperationException Wrong(PropertyInfo property, string what) =>
        new($"{property.DeclaringType!.Name}.{property.Name} {what}.");
}
