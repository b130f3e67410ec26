using System.Globalization;
using System.Text.RegularExpressions;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Pipeline.EndToEndTests.Browser;

/// <summary>An open dashboard, and what its browser complained about.</summary>
internal sealed partial class DashboardPage : IAsyncDisposable
{
    /// <summary>For whatever takes as long as the machine lets it.</summary>
    public const float WaitTimeout = 45_000;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly IBrowserContext _context;
    private readonly List<string> _complaints = [];

    private DashboardPage(IBrowserContext context, IPage page)
    {
        (_context, Page) = (context, page);
        page.PageError += (_, error) => _complaints.Add(error);
        page.Console += (_, message) =>
        {
            // Also what the content security policy has refused.
            if (message.Type == "error")
                _complaints.Add(message.Text);
        };
    }

    public IPage Page { get; }

    public IReadOnlyList<string> Complaints => _complaints;

    public static async Task<DashboardPage> OpenAsync(IBrowserContext context, Uri address)
    {
        var opened = new DashboardPage(context, await context.NewPageAsync());
        await opened.Page.GotoAsync(address.ToString());
        await Expect(opened.Get("tile-orders")).ToHaveTextAsync(Digit(), new() { Timeout = WaitTimeout });
        return opened;
    }

    public ILocator Get(string testId) => Page.GetByTestId(testId);

    public async Task<double> NumberAsync(string testId)
    {
        var text = (await Get(testId).InnerTextAsync()).Replace(",", "", StringComparison.Ordinal);
        return double.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : double.NaN;
    }

    /// <summary>Waits until the page is as it should be. The failure has the page's text.</summary>
    public Task UntilAsync(string what, Func<Task<bool>> holds) => Eventually.NothingIsMissingAsync(
        what,
        async () => await holds() ? "" : $"the page says: {await Page.InnerTextAsync("body")}",
        TimeSpan.FromMilliseconds(WaitTimeout),
        Interval);

    /// <summary>Has axe look at it.</summary>
    public async Task IsAccessibleAsync()
    {
        var found = await Page.RunAxe();
        Assert.True(
            found.Violations.Length == 0,
            string.Join(
                '\n', found.Violations.Select(static v => $"{v.Id}: {v.Help}: {string.Join(" | ", v.Nodes.Select(static n => n.Html))}")));
    }

    /// <summary>The whole page, for people to look at: kept under reports/screenshots.</summary>
    public Task PictureAsync(string name) => Page.ScreenshotAsync(new()
    {
        Path = Path.Combine(Repository.Root, "reports", "screenshots", $"{name}.png"),
        FullPage = true,
    });

    public ValueTask DisposeAsync() => new(_context.CloseAsync());

    [GeneratedRegex("[0-9]", RegexOptions.None, 1000)]
    private static partial Regex Digit();
}
