namespace Pipeline.Hosting.Settings;

/// <summary>Reads <c>--shard i/n</c> or SHARD=i/n; the argument takes precedence. Without either, the shard is 1/1.</summary>
internal static class ShardSetting
{
    private const string Argument = "--shard";

    public static Shard Read(SettingsReader reader, IReadOnlyList<string> arguments)
    {
        switch (arguments)
        {
            case []:
                return reader.OptionalText("SHARD") is { } set ? Parse(reader, set, $"SHARD={set}") : Shard.Whole;
            case [Argument, var given]:
                return Parse(reader, given, $"{Argument} {given}");
            case [var joined] when joined.StartsWith(Argument + "=", StringComparison.Ordinal):
                return Parse(reader, joined[(Argument.Length + 1)..], joined);
            default:
                reader.Fault(
                    $"'{string.Join(' ', arguments)}' is not valid: the only argument is {Argument} i/n, for example {Argument} 1/2.");
                return Shard.Whole;
        }
    }

    private static Shard Parse(SettingsReader reader, string text, string given)
    {
        if (Shard.TryParse(text, out var shard))
            return shard;
        reader.Fault($"{given} is not a shard i/n with i from 1 to n and n from 1 to {Shard.MaxCount}.");
        return Shard.Whole;
    }
}
