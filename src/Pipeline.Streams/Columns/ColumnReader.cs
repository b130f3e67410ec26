using System.Reflection;
using System.Text.RegularExpressions;

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
            ReadShown(property.GetCustomAttribute<ShownAttribute>()));
        var column = ReadKind(property, type, description);
        return isNullableValue
            ? (Column)Activator.CreateInstance(typeof(NullableColumn<>).MakeGenericType(type), description, column)!
            : column;
    }

    private static Column ReadKind(PropertyInfo property, Type type, ColumnDescription description)
    {
        if (type == typeof(string))
            return ReadText(property, description);
        if (type == typeof(Guid))
            return new UuidColumn(description);
        if (type == typeof(DateTime))
            return new InstantColumn(description);
        var bounds = property.GetCustomAttribute<NumberAttribute>() ?? throw Wrong(property, "needs [Number(min, max)]");
        if (type == typeof(int))
            return new IntColumn(description, bounds.Min, bounds.Max);
        if (type == typeof(long))
            return new LongColumn(description, bounds.Min, bounds.Max);
        if (type == typeof(decimal))
            return new DecimalColumn(description, bounds.Decimals, bounds.Min, bounds.Max);
        throw Wrong(property, $"has type {type.Name}, which columns do not support");
    }

    private static TextColumn ReadText(PropertyInfo property, ColumnDescription description)
    {
        if (property.GetCustomAttribute<CodeAttribute>() is { } code)
            return new(description, 0, int.MaxValue, repeats: true, [.. code.Values]);
        var text = property.GetCustomAttribute<TextAttribute>() ?? throw Wrong(property, "needs [Text(min, max)] or [Code(...)]");
        return new(description, text.Min, text.Max, text.Repeats, codes: null);
    }

    private static Func<string, bool>? ReadShown(ShownAttribute? shown)
    {
        if (shown is null)
            return null;
        if (shown.Pattern is { } pattern)
            return new Regex($"^(?:{pattern})$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, PatternTimeout).IsMatch;
        var list = shown.ListType!.GetProperty(shown.ListProperty!, BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static)!;
        var texts = new Lazy<HashSet<string>>(() => new((IEnumerable<string>)list.GetValue(null)!, StringComparer.Ordinal));
        return text => texts.Value.Contains(text);
    }

    private static InvalidOperationException Wrong(PropertyInfo property, string what) =>
        new($"{property.DeclaringType!.Name}.{property.Name} {what}.");
}
