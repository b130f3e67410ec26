using Pipeline.Streams.Avro;
using Pipeline.Streams.Columns;

namespace Pipeline.Streams.Definitions;

/// <summary>
/// What to do with each field of a writer's schema, decided once per schema (Avro 1.12, "Schema Resolution"): read it into its column,
/// or skip it. Fields are matched by name. An int is also read as a long, and bytes as a string. Aliases are not known.
/// </summary>
internal sealed class AvroFields
{
    private readonly Field[] _fields = [];

    /// <summary>Columns that the schema does not have.</summary>
    private readonly (Column Column, int Index)[] _absent = [];

    /// <summary>Why no record of the schema is an event.</summary>
    private readonly Refusal _refusal;

    public AvroFields(int schemaId, AvroType schema, StreamDefinition stream)
    {
        SchemaId = schemaId;
        if (schema.Kind != AvroKind.Record)
        {
            _refusal = new(RefusalReason.WrongType);
            return;
        }

        var columns = stream.Fields.Select(static (column, index) => (Column: column, Index: index)).ToList();
        _fields = [.. schema.Fields.Select(f => Field.Of(f, columns.Find(c => c.Column.JsonName == f.Name)))];
        _absent = [.. columns.Where(c => schema.Fields.All(f => f.Name != c.Column.JsonName))];
        if (Array.Find(_absent, static a => a.Column.IsRequired) is { Column: { } missing })
            _refusal = new(RefusalReason.MissingField, missing.JsonName);
    }

    public int SchemaId { get; }

    /// <summary>Reads a record into row <see cref="EventBatch.Count"/>. Does not increment the count.</summary>
    public Refusal Read(ref AvroReader avro, EventBatch batch)
    {
        if (_refusal.IsRefused)
            return _refusal;
        foreach (var field in _fields)
        {
            var branch = 0;
            if (field.IsUnion && !avro.TryReadBranch(field.Branches.Length, out branch))
                return new(RefusalReason.NotAvro, field.Column?.JsonName);
            var refusal = field.Read(ref avro, branch, batch);
            if (refusal.IsRefused)
                return refusal;
        }

        foreach (var (column, index) in _absent)
            column.Clear(batch.Values[index], batch.Count);
        return Refusal.None;
    }

    /// <summary>What to do with a value.</summary>
    private enum Step
    {
        Skip,
        Read,
        Clear,
        Missing,
        Wrong,
    }

    /// <param name="Column">The column; null if the stream has none with the field's name.</param>
    /// <param name="Index">Index of the column.</param>
    /// <param name="IsUnion">Whether the index of a branch precedes the value.</param>
    /// <param name="Branches">Type of the value and what to do with it, for each branch of a union; else one.</param>
    private sealed record Field(Column? Column, int Index, bool IsUnion, (AvroType Type, Step Step)[] Branches)
    {
        public static Field Of(AvroField field, (Column? Column, int Index) target)
        {
            var isUnion = field.Type.Kind == AvroKind.Union;
            var types = isUnion ? field.Type.Parts : [field.Type];
            return new(target.Column, target.Index, isUnion, [.. types.Select(t => (t, StepOf(target.Column, t.Kind)))]);
        }

        public Refusal Read(ref AvroReader avro, int branch, EventBatch batch)
        {
            var (type, step) = Branches[branch];
            switch (step)
            {
                case Step.Read:
                    return Column!.Read(ref avro, batch.Values[Index], batch.Count);
                case Step.Clear:
                    Column!.Clear(batch.Values[Index], batch.Count);
                    return Refusal.None;
                case Step.Skip:
                    return avro.TrySkip(type) ? Refusal.None : new(RefusalReason.NotAvro);
                default:
                    return new(step == Step.Missing ? RefusalReason.MissingField : RefusalReason.WrongType, Column!.JsonName);
            }
        }

        private static Step StepOf(Column? column, AvroKind kind) => (column?.AvroKind, kind) switch
        {
            (null, _) => Step.Skip,
            (_, AvroKind.Null) => column!.IsRequired ? Step.Missing : Step.Clear,
            (AvroKind.Long, AvroKind.Int) or (AvroKind.String, AvroKind.Bytes) => Step.Read,
            var (reader, writer) => reader == writer ? Step.Read : Step.Wrong,
        };
    }
}
