using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Pipeline.Streams.Faults;

namespace Pipeline.Hosting.Settings;

/// <summary>
/// Reads settings from the environment and collects every fault instead of stopping at the first. A value is never repeated in
/// a message where it may be secret.
/// </summary>
/// <param name="environment">Value of a variable, or null.</param>
public sealed class SettingsReader(Func<string, string?> environment)
{
    private readonly List<string> _faults = [];

    /// <summary>One sentence a fault.</summary>
    public IReadOnlyList<string> Faults => _faults;

    /// <summary>A text; empty counts as unset.</summary>
    public string Text(string name, string unset) => Value(name) ?? unset;

    /// <summary>A text that may be unset.</summary>
    public string? OptionalText(string name) => Value(name);

    /// <summary>A whole number within bounds.</summary>
    public int Number(string name, int unset, int min, int max, string unit) =>
        OptionalNumber(name, min, max, unit) is { } number ? (int)number : unset;

    /// <summary>A whole number within bounds that may be unset.</summary>
    public long? OptionalNumber(string name, long min, long max, string unit)
    {
        if (Value(name) is not { } text)
            return null;
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max)
            return number;
        _faults.Add($"{name}={text} is not {unit} from {min} to {max}.");
        return null;
    }

    /// <summary>A rate, a second, greater than 0, or 0 too where that means none; may have a fraction; may be unset.</summary>
    public double? OptionalRate(string name, double max, bool orNone = false)
    {
        if (Value(name) is not { } text)
            return null;
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var rate)
            && (rate > 0 || (orNone && rate == 0)) && rate <= max)
            return rate;
        _faults.Add($"{name}={text} is not a rate a second {(orNone ? $"from 0 to {max:0}" : $"above 0 and up to {max:0}")}.");
        return null;
    }

    /// <summary>The address of a server that speaks HTTP.</summary>
    public Uri Address(string name, string unset) => OptionalAddress(name, unset) ?? new Uri(unset);

    /// <summary>The same, where it may be unset.</summary>
    /// <param name="name">The variable.</param>
    /// <param name="example">For the complaint.</param>
    public Uri? OptionalAddress(string name, string example)
    {
        if (Value(name) is not { } text)
            return null;
        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && (address.Scheme is "http" or "https"))
            return address;
        _faults.Add($"{name}={text} is not an address such as {example}.");
        return null;
    }

    /// <summary>true or false.</summary>
    public bool Switch(string name, bool unset) => Choice(name, unset, ("true", true), ("false", false));

    /// <summary>One of a list of words; case does not matter.</summary>
    public T Choice<T>(string name, T unset, params ReadOnlySpan<(string Word, T Value)> choices)
    {
        if (Value(name) is not { } text)
            return unset;
        var words = new List<string>();
        foreach (var (word, value) in choices)
        {
            if (string.Equals(word, text, StringComparison.OrdinalIgnoreCase))
                return value;
            words.Add(word);
        }

        _faults.Add($"{name}={text} is not one of {string.Join(", ", words)}.");
        return unset;
    }

    /// <summary>A secret, in NAME or in the file that NAME_FILE names.</summary>
    /// <returns>Null when it is not set; empty when its file is at fault, which is noted: whoever asked need not call it missing too.</returns>
    public string? Secret(string name)
    {
        if (Value(name + "_FILE") is not { } file)
            return Value(name);
        if (Value(name) is not null)
            _faults.Add($"{name} and {name}_FILE are both set: keep one.");
        try
        {
            var secret = File.ReadAllText(file).Trim();
            if (secret.Length == 0)
                _faults.Add($"{name}_FILE={file} is empty.");
            return secret;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _faults.Add($"{name}_FILE={file} cannot be read: {e.Message}");
            return "";
        }
    }

    /// <summary>A file with one or more certificates in PEM form; may be unset. The libraries would complain in exceptions of their own, when they connect.</summary>
    public string? Certificates(string name)
    {
        if (Value(name) is not { } file)
            return null;
        try
        {
            var found = new X509Certificate2Collection();
            found.ImportFromPemFile(file);
            if (found.Count == 0)
                _faults.Add($"{name}={file} holds no certificate in PEM form.");
            foreach (var certificate in found)
                certificate.Dispose();
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            _faults.Add($"{name}={file} is not there.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _faults.Add($"{name}={file} cannot be read: {e.Message}");
        }
        catch (CryptographicException)
        {
            _faults.Add($"{name}={file} holds no certificate in PEM form.");
        }

        return file;
    }

    /// <summary>Notes a fault found by whoever read the values.</summary>
    public void Fault(string sentence) => _faults.Add(sentence);

    private string? Value(string name) => environment(name) is { } value && !string.IsNullOrWhiteSpace(value) ? value.Trim() : null;
}
