using Microsoft.Playwright;

namespace Pipeline.EndToEndTests.Browser;

/// <summary>The machine's own Chromium, driven by Playwright: nothing is downloaded.</summary>
internal static class Chromium
{
    /// <summary>What to do where there is none.</summary>
    public const string Advice = "No Chromium is installed: apt-get install chromium, or set CHROMIUM to one's path.";

    private static readonly string[] Usual = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    /// <summary>Its path; null when there is none.</summary>
    public static string? Path =>
        (Environment.GetEnvironmentVariable("CHROMIUM") is { Length: > 0 } set ? [set] : Usual).FirstOrDefault(File.Exists);

    public static Task<IBrowser> StartAsync(IPlaywright playwright) => playwright.Chromium.LaunchAsync(new()
    {
        ExecutablePath = Path,
        // As root in a container there is no sandbox to be had, and no graphics card.
        Args = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"],
    });
}
