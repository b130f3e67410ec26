namespace Pipeline.Logs.Entries;

/// <summary>The client programs of the users, for the header User-Agent.</summary>
public static class ClientPrograms
{
    private static readonly byte[][] All =
    [
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36"u8.ToArray(),
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148"u8.ToArray(),
        "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36"u8.ToArray(),
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Safari/605.1.15"u8.ToArray(),
        "shop-app/4.2 (Android 15)"u8.ToArray(),
        "python-requests/2.32.5"u8.ToArray(),
    ];

    /// <summary>Number of the program of attackers: a script, which users do not have.</summary>
    public const int Script = 5;

    /// <summary>Number of programs.</summary>
    public static int Count => All.Length;

    /// <summary>Text of a program.</summary>
    public static ReadOnlySpan<byte> Text(int number) => All[number];
}
