using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Pipeline.EndToEndTests.Browser;

/// <summary>The dashboard as a person sees it, in a real browser, beside a pipeline that runs.</summary>
[Trait("Category", "Browser")]
[Collection(OneDashboard.Name)]
public sealed partial class DashboardTests(DashboardRun run)
{
    /// <summary>What the page promises, and a look and a drawing of it.</summary>
    private const float TwoSeconds = 2000;

    [Fact]
    public async Task Numbers_move_without_a_reload_and_the_browser_has_nothing_to_complain_of()
    {
        await using var page = await run.OpenAsync();
        var (asOf, orders) = (await page.Get("as-of").InnerTextAsync(), await page.NumberAsync("tile-orders"));
        await page.UntilAsync(
            "events flow", async () => await page.NumberAsync("tile-produced") > 0 && await page.NumberAsync("tile-applied") > 0);
        await page.UntilAsync("the number of orders grows", async () => await page.NumberAsync("tile-orders") > orders);
        await Expect(page.Get("tile-p50")).ToHaveTextAsync(Duration());
        await Expect(page.Get("tile-p99")).ToHaveTextAsync(Duration());
        await Expect(page.Get("flow-orders")).ToContainTextAsync("orders");
        await Expect(page.Get("brokers").Locator("tbody").First.Locator("tr")).ToHaveCountAsync(3);
        await Expect(page.Get("workers").Locator("tbody tr")).ToHaveCountAsync(9);
        await Expect(page.Get("lag").Locator("tbody tr")).ToHaveCountAsync(9);
        await Expect(page.Get("shop")).ToContainTextAsync("서울특별시");
        await Expect(page.Get("as-of")).Not.ToHaveTextAsync(asOf);
        await page.UntilAsync(
            "the charts have lines",
            async () =>
                (await page.Page.Locator("[data-testid=chart-applied] path.line-0").First.GetAttributeAsync("d"))?.Contains('L',
                StringComparison.Ordinal) == true);
        await page.PictureAsync("en-light");
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task Database_that_stops_is_on_the_page_within_two_seconds_with_what_waits_and_that_nothing_is_lost()
    {
        await using var page = await run.OpenAsync();
        await Expect(page.Get("troubles")).Not.ToContainTextAsync("The database");
        await run.Postgres.StopServerAsync(TestContext.Current.CancellationToken);
        try
        {
            await Expect(page.Get("troubles")).ToContainTextAsync("The database does not answer.", new() { Timeout = TwoSeconds });
            await Expect(page.Get("nothing-lost")).ToContainTextAsync("Nothing is lost");
            await Expect(page.Get("what-waits")).ToContainTextAsync(WhatWaits());
            await Expect(page.Get("flow").Locator(".tag.warn")).ToContainTextAsync("stale: read");
            await Expect(page.Get("troubles")).ToContainTextAsync("Circuit breakers open: ", new() { Timeout = DashboardPage.WaitTimeout });
            await Expect(page.Get("workers").GetByText("open", new() { Exact = true }).First).ToBeVisibleAsync();
            await page.PictureAsync("en-database-stopped");
            await page.IsAccessibleAsync();
        }
        finally
        {
            await run.Postgres.StartServerAsync(TestContext.Current.CancellationToken);
        }

        await Expect(page.Get("troubles")).Not.ToContainTextAsync("The database", new() { Timeout = DashboardPage.WaitTimeout });
        await Expect(page.Get("troubles")).Not.ToContainTextAsync("Circuit breakers", new() { Timeout = DashboardPage.WaitTimeout });
        await Expect(page.Get("breaker-history")).ToContainTextAsync("closed");
        await page.UntilAsync("events flow again", async () => await page.NumberAsync("tile-applied") > 0);
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task Database_that_hangs_is_on_the_page_within_two_seconds_too()
    {
        await using var page = await run.OpenAsync();
        var server = int.Parse(File.ReadLines(Path.Combine(run.PostgresFolder, "postmaster.pid")).First(), CultureInfo.InvariantCulture);
        int[] processes = [server, .. (await File.ReadAllTextAsync($"/proc/{server}/task/{server}/children", Token))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(static id => int.Parse(id, CultureInfo.InvariantCulture))];
        ProcessSignal.Send("STOP", processes);
        try
        {
            await Expect(page.Get("troubles")).ToContainTextAsync("The database does not answer.", new() { Timeout = TwoSeconds });
        }
        finally
        {
            ProcessSignal.Send("CONT", processes);
        }

        await Expect(page.Get("troubles")).Not.ToContainTextAsync("The database", new() { Timeout = DashboardPage.WaitTimeout });
    }

    [Fact]
    public async Task Dead_letters_come_up_masked_and_are_sent_again_by_clicking()
    {
        await using var page = await run.OpenAsync();
        await run.ProduceAsync(
            "users", """{"event_type":"user_created","data":{"user_id":"u_7","name":"김하늘","email":"sky@example.com","age":-1}}""");
        var line = page.Get("letters").Locator("tr[data-testid^=letters-users-]").First;
        await Expect(line).ToBeVisibleAsync(new() { Timeout = DashboardPage.WaitTimeout });
        await Expect(page.Get("troubles")).ToContainTextAsync("Dead letters wait for a replay.");
        await page.Get("letters").Locator("summary").First.ClickAsync();
        var text = await page.Get("letters").InnerTextAsync();
        Assert.Contains("user_created", text, StringComparison.Ordinal);
        Assert.DoesNotContain("김하늘", text, StringComparison.Ordinal);
        Assert.DoesNotContain("sky@example.com", text, StringComparison.Ordinal);
        await page.PictureAsync("en-dead-letters");

        var replays = await run.AskAsync("SELECT count(*) FROM dead_letter_replays");
        await line.GetByRole(AriaRole.Button).ClickAsync();
        await Expect(page.Page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
        await page.PictureAsync("en-replay-asked");
        await page.IsAccessibleAsync();
        await page.Page.Keyboard.PressAsync("Escape");
        await Expect(page.Page.GetByRole(AriaRole.Dialog)).Not.ToBeVisibleAsync();
        Assert.Equal(replays, await run.AskAsync("SELECT count(*) FROM dead_letter_replays"));

        await line.GetByRole(AriaRole.Button).ClickAsync();
        await page.Get("replay-confirm").ClickAsync();
        await Expect(page.Get("replay-result")).ToContainTextAsync("Replayed: 1 of 1.", new() { Timeout = DashboardPage.WaitTimeout });
        Assert.Equal(replays + 1, await run.AskAsync("SELECT count(*) FROM dead_letter_replays"));
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task Verification_runs_by_clicking_and_shows_what_it_found()
    {
        await using var page = await run.OpenAsync();
        await page.Get("verify").ClickAsync();
        await Expect(page.Get("verify")).ToBeDisabledAsync();
        await Expect(page.Get("verification-result")).ToContainTextAsync(
            "OK: nothing lost, nothing duplicated", new() { Timeout = DashboardPage.WaitTimeout });
        await Expect(page.Get("verification-numbers")).ToContainTextAsync("300");
        await page.PictureAsync("en-verified");
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task Ten_open_pages_show_the_same_and_read_no_more_than_one()
    {
        var pages = new List<DashboardPage>();
        try
        {
            for (var i = 0; i < 10; i++)
                pages.Add(await run.OpenAsync());
            var watch = Stopwatch.StartNew();
            var looks = await LooksAsync();
            foreach (var page in pages)
            {
                var asOf = await page.Get("as-of").InnerTextAsync();
                await page.UntilAsync("the page moves", async () => await page.Get("as-of").InnerTextAsync() != asOf);
            }

            // One reading per second, for any number of pages, and a reading of the dead letters from time to time.
            await pages[0].UntilAsync("some more looks", async () => await LooksAsync() - looks >= 8);
            Assert.InRange((await LooksAsync() - looks) / watch.Elapsed.TotalSeconds, 0.1, 2);
            Assert.InRange(await run.AskAsync("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'dashboard'"), 1, 2);
            Assert.All(pages, static page => Assert.Empty(page.Complaints));
        }
        finally
        {
            foreach (var page in pages)
                await page.DisposeAsync();
        }
    }

    /// <summary>How often the table was read whole, which of all programs only the look of every second does.</summary>
    private Task<long> LooksAsync() => run.AskAsync("SELECT seq_scan FROM pg_stat_user_tables WHERE relname = 'dead_letters'");

    [GeneratedRegex("^[0-9.]+ m?s$", RegexOptions.None, 1000)]
    private static partial Regex Duration();

    [GeneratedRegex(
        "open breakers: [0-9] of 9 · messages waiting in topics: [0-9,]+ · events waiting in the outbox: [0-9,]+", RegexOptions.None, 1000)]
    private static partial Regex WhatWaits();
}
