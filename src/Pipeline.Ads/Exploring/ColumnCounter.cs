using Pipeline.Ads.Rows;
using Pipeline.Ads.Statistics;

namespace Pipeline.Ads.Exploring;

/// <summary>Statistics of one column. Ids are only searched for repetitions: each has one row.</summary>
/// <param name="column">The column, an index of <see cref="AdColumns.All"/>.</param>
internal sealed class ColumnCounter(int column)
{
    private readonly AdColumn _column = AdColumns.All[column];

    /// <summary>Rows without a value.</summary>
    public long Missing { get; private set; }

    /// <summary>The values; of the ids none.</summary>
    public ValueCounter Values { get; } = new();

    /// <summary>The ids; of other columns none.</summary>
    public RepeatedIds Ids { get; } = new();

    /// <summary>The smallest number; the largest if there is none.</summary>
    public int Min { get; private set; } = int.MaxValue;

    /// <summary>The largest number; the smallest if there is none.</summary>
    public int Max { get; private set; } = int.MinValue;

    /// <summary>Adds the rows of a page.</summary>
    public void Add(RowPage page)
    {
        var fields = page.Column(column);
        if (_column.Kind == AdColumnKind.Id)
            AddIds(page, fields);
        else if (_column.IsText)
            AddTexts(page, fields, page.Column(AdColumns.Click));
        else
            AddNumbers(fields, page.Column(AdColumns.Click));
    }

    private void AddIds(RowPage page, ReadOnlySpan<Field> fields)
    {
        foreach (var field in fields)
            Ids.Add(FieldHash.Of(page.Text(field)));
    }

    private void AddTexts(RowPage page, ReadOnlySpan<Field> fields, ReadOnlySpan<Field> clicks)
    {
        for (var row = 0; row < fields.Length; row++)
        {
            if (fields[row].IsNull)
            {
                Missing++;
                continue;
            }

            var text = page.Text(fields[row]);
            if (Values.Add(FieldHash.Of(text), clicks[row].Value) is >= 0 and var slot)
                Values.SetText(slot, text);
        }
    }

    private void AddNumbers(ReadOnlySpan<Field> fields, ReadOnlySpan<Field> clicks)
    {
        Span<byte> text = stackalloc byte[ValueCounter.MaxTextBytes];
        for (var row = 0; row < fields.Length; row++)
        {
            if (fields[row].IsNull)
            {
                Missing++;
                continue;
            }

            var number = fields[row].Value;
            (Min, Max) = (Math.Min(Min, number), Math.Max(Max, number));
            if (Values.Add(FieldHash.Of(number), clicks[row].Value) is not (>= 0 and var slot))
                continue;
            var format = _column.Kind == AdColumnKind.Hour ? "D8" : "D";
            number.TryFormat(text, out var length, format, CultureInfo.InvariantCulture);
            Values.SetText(slot, text[..length]);
        }
    }
}
