namespace Pipeline.Ads.Exploring;

/// <summary>What the fields of a column look like.</summary>
internal sealed class FieldProfile
{
    private const int MaxExample = 40;

    private long _missing;
    private int _shortest = int.MaxValue;
    private int _longest;
    private bool _areWhole = true;
    private bool _areNumbers = true;
    private string _example = "";

    /// <summary>Adds a field.</summary>
    public void Add(ReadOnlySpan<byte> field)
    {
        if (field.IsEmpty)
        {
            _missing++;
            return;
        }

        if (_longest == 0)
            _example = Encoding.UTF8.GetString(field[..Math.Min(field.Length, MaxExample)]);
        (_shortest, _longest) = (Math.Min(_shortest, field.Length), Math.Max(_longest, field.Length));
        _areWhole = _areWhole && !(field[0] == '-' && field.Length > 1 ? field[1..] : field).ContainsAnyExceptInRange((byte)'0', (byte)'9');
        _areNumbers = _areNumbers && (_areWhole || double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out _));
    }

    /// <summary>The columns of the table from found on.</summary>
    public override string ToString()
    {
        var found = _longest == 0 ? "nothing" : _areWhole ? "whole" : _areNumbers ? "decimal" : "text";
        return $"{found,-10}{_missing,12:N0}{(_longest == 0 ? 0 : _shortest),10:N0}{_longest,10:N0}  {_example}";
    }
}
