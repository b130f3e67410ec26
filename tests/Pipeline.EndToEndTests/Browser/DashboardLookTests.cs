using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Pipeline.EndToEndTests.Browser;

/// <summary>That everybody can use the dashboard: colours, narrow screens, keyboard, and what axe checks of WCAG.</summary>
[Trait("Category", "Browser")]
[Collection(OneDashboard.Name)]
public sealed class DashboardLookTests(DashboardRun run)
{
    [Fact]
    public async Task Colours_follow_the_system_until_the_reader_chooses_and_the_choice_stays()
    {
        await using var page = await run.OpenAsync("ko-KR", dark: true);
        var root = page.Page.Locator("html");
        await Expect(root).ToHaveAttributeAsync("data-colours", "dark");
        await Expect(root).ToHaveAttributeAsync("lang", "ko");
        await page.PictureAsync("ko-dark");
        await page.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        await Expect(root).ToHaveAttributeAsync("data-colours", "light");
        await page.Get("dark").ClickAsync();
        await Expect(root).ToHaveAttributeAsync("data-colours", "dark");
        await Expect(page.Get("dark")).ToHaveAttributeAsync("aria-pressed", "true");
        await page.Page.ReloadAsync();
        await Expect(root).ToHaveAttributeAsync("data-colours", "dark");
        await Expect(page.Get("dark")).ToHaveAttributeAsync("aria-pressed", "true");
        Assert.Empty(page.Complaints);
    }

    [Theory]
    [InlineData("ko-KR", "ko")]
    [InlineData("en-GB", "en")]
    public async Task Page_of_400_pixels_needs_no_scrolling_sideways(string locale, string language)
    {
        await using var page = await run.OpenAsync(locale, width: 400, height: 800);
        await page.UntilAsync("events flow", async () => await page.NumberAsync("tile-produced") > 0);
        Assert.True(await page.Page.EvaluateAsync<int>("document.documentElement.scrollWidth") <= 400);
        Assert.Empty(await page.Page.EvaluateAsync<string[]>(
            "[...document.querySelectorAll('main *, header *')].filter(e => !e.closest('.scroll, .visually-hidden, .skip') && "
                + "e.getBoundingClientRect().right > 401).map(e => e.outerHTML.slice(0, 200))"));
        await page.PictureAsync($"{language}-narrow");
    }

    [Theory]
    [InlineData("ko-KR", false)]
    [InlineData("ko-KR", true)]
    [InlineData("en-GB", false)]
    [InlineData("en-GB", true)]
    public async Task Axe_finds_nothing_to_object_to(string locale, bool dark)
    {
        await using var page = await run.OpenAsync(locale, dark);
        foreach (var summary in await page.Page.Locator("summary").AllAsync())
            await summary.ClickAsync();
        await page.IsAccessibleAsync();
    }

    [Fact]
    public async Task Keyboard_alone_reaches_the_content_and_every_button()
    {
        await using var page = await run.OpenAsync();
        await page.Page.Keyboard.PressAsync("Tab");
        await Expect(page.Page.Locator(".skip")).ToBeFocusedAsync();
        await page.Page.Keyboard.PressAsync("Tab");
        await Expect(page.Get("dark")).ToBeFocusedAsync();
        await page.UntilAsync("the button to verify is reached", async () =>
        {
            await page.Page.Keyboard.PressAsync("Tab");
            return await page.Get("verify").EvaluateAsync<bool>("e => e === document.activeElement");
        });
    }
}
