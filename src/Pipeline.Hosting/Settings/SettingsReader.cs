namespace Pipeline.Hosting.Settings;

/// <summary>
/// Reads settings from the environment and collects every fault instead of stopping at the first. A blank value counts as unset.
/// A message never contains the value of a secret.
/// </summary>
/// <param name="environment">Value of a variable, or null.</param>
public sealed class SettingsReader(Func<string, string?> environment)
{
    private readonly List<string> _faults = [];

    /// <summary>One sentence per fault.</summary>
    public IReadOnlyList<string> Faults => _faults;

    /// <summary>A text, or <paramref name="unset"/>.</summary>
    public string Text(string name, string unset) => Value(name) ?? unset;

    /// <summary>A text, or null.</summary>
    public string? OptionalText(string name) => Value(name);

    /// <summary>A whole number from <paramref name="min"/> to <paramref name="max"/>, or <paramref name="unset"/>.</summary>
    public int Number(string name, int unset, int min, int max, string unit) =>
        OptionalNumber(name, min, max, unit) is { } number ? (int)number : unset;

    /// <summary>A whole number from <paramref name="min"/> to <paramref name="max"/>, or null.</summary>
    public long? OptionalNumber(string name, long min, long max, string unit)
    {
        if (Value(name) is not { } text)
            return null;
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number >= min && number <= max)
            return number;
        _faults.Add($"{name}={text} is not {unit} from {min} to {max}.");
        return null;
    }

    /// <summary>A rate per second, above 0 (with <paramref name="orNone"/> also 0) and up to <paramref name="max"/>, or null.</summary>
    public double? OptionalRate(string name, double max, bool orNone = false)
    {
        if (Value(name) is not { } text)
            return null;
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var rate)
            && (rate > 0 || (orNone && rate == 0)) && rate <= max)
            return rate;
        _faults.Add($"{name}={text} is not a rate per second {(orNone ? $"from 0 to {max:0}" : $"above 0 and up to {max:0}")}.");
        return null;
    }

    /// <summary>An http or https address, or <paramref name="unset"/>.</summary>
    public Uri Address(string name, string unset) => OptionalAddress(name, unset) ?? new Uri(unset);

    /// <summary>An http or https address, or null.</summary>
    /// <param name="name">The variable.</param>
    /// <param name="example">Address for the fault message.</param>
    public Uri? OptionalAddress(string name, string example)
    {
        if (Value(name) is not { } text)
            return null;
        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && (address.Scheme is "http" or "https"))
            return address;
        _faults.Add($"{name}={text} is not an address such as {example}.");
        return null;
    }

    /// <summary>The text true or false.</summary>
    public bool Switch(string name, bool unset) => Choice(name, unset, ("true", true), ("false", false));

    /// <summary>One of a list of words, ignoring case.</summary>
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

    /// <summary>A secret, from NAME or from the file that NAME_FILE names.</summary>
    /// <returns>Null if it is not set. Empty if its file has a fault, which is already reported: do not report it as missing too.</returns>
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

    /// <summary>
    /// Path of a file with one or more certificates in PEM form, or null. Checked here, because the clients report a bad file only
    /// when they connect.
    /// </summary>
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
            _faults.Add($"{name}={file} does not exist.");
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

    /// <summary>Adds a fault that the caller found.</summary>
    public void Fault(string sentence) => _faults.Add(sentence);

    private string? Value(string name) => environment(name) is { } value && !string.IsNullOrWhiteSpace(value) ? value.Trim() : null;
}
