namespace Pipeline.Hosting.Settings;

/// <summary>
/// Reads settings from the environment and collects every fault instead of stopping at the first. A blank value counts as unset.
/// A message never contains the value of a secret.
/// </summary>
/// <param name="environment">Value of a variable, or null.</param>
public sealed class SettingsReader(Func<string, string?> environment)
{
    /// <summary>Largest file that is read. Without a limit, a device such as /dev/zero would fill the memory.</summary>
    private const int MaxFileBytes = 1 << 20;

    private readonly List<string> _faults = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    /// <summary>One sentence per fault.</summary>
    public IReadOnlyList<string> Faults => _faults;

    /// <summary>Names of the variables read so far, set or not.</summary>
    public IReadOnlyCollection<string> Names => _names;

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
        _faults.Add($"{Shown(name, text)} is not {unit} from {min} to {max}.");
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
        _faults.Add($"{Shown(name, text)} is not a rate per second {(orNone ? $"from 0 to {max:0}" : $"above 0 and up to {max:0}")}.");
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
        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && address is { Scheme: "http" or "https", UserInfo: "" })
            return address;
        _faults.Add($"{Shown(name, text)} is not an address such as {example}.");
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

        _faults.Add($"{Shown(name, text)} is not one of {string.Join(", ", words)}.");
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
            var secret = ReadFile(file).Trim();
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
            found.ImportFromPem(ReadFile(file));
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

    /// <summary>NAME=value for a message, or only the name if the value can contain a password, as in user:password@host.</summary>
    internal static string Shown(string name, string value) => value.Contains('@') ? $"The value of {name}" : $"{name}={value}";

    /// <summary>Reads a text file of at most 1 MiB.</summary>
    /// <exception cref="IOException">The file cannot be read, or is larger.</exception>
    internal static string ReadFile(string file)
    {
        using var stream = File.OpenRead(file);
        var buffer = new byte[MaxFileBytes + 1];
        var length = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        return length <= MaxFileBytes
            ? Encoding.UTF8.GetString(buffer, 0, length).TrimStart('\uFEFF')
            : throw new IOException($"It is larger than {MaxFileBytes:N0} bytes.");
    }

    private string? Value(string name)
    {
        _names.Add(name);
        return environment(name) is { } value && !string.IsNullOrWhiteSpace(value) ? value.Trim() : null;
    }
}
