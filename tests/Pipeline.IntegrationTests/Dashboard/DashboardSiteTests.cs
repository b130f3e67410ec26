using System.Net;
using System.Text.RegularExpressions;
using Pipeline.IntegrationTests.Programs;

namespace Pipeline.IntegrationTests.Dashboard;

/// <summary>
/// Who may see the dashboard and do something there, as HTTP shows it. The servers it would read are away, which must not matter.
/// </summary>
public sealed partial class DashboardSiteTests
{
    private const string Secret = "a token of many letters";

    [Fact]
    public async Task Page_comes_with_headers_that_forbid_everything_foreign_though_all_servers_are_away()
    {
        await using var site = await RunningSite.StartAsync();
        using var page = await site.Http.GetAsync(new Uri("/", UriKind.Relative), Token);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        var policy = Assert.Single(page.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(page.Headers.GetValues("X-Content-Type-Options")));
        var html = await page.Content.ReadAsStringAsync(Token);
        Assert.DoesNotContain("http://", html, StringComparison.Ordinal);
        Assert.DoesNotContain("https://", html, StringComparison.Ordinal);
        var assets = Asset().Matches(html).Select(static m => m.Groups["path"].Value).ToList();
        Assert.Equal(7, assets.Count);
        foreach (var asset in assets)
            Assert.Equal(HttpStatusCode.OK, (await site.Http.GetAsync(new Uri("/" + asset, UriKind.Relative), Token)).StatusCode);
    }

    [Fact]
    public async Task Sites_that_start_at_the_same_moment_with_the_same_port_each_get_one()
    {
        var port = FreePorts.One();
        var sites = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => RunningSite.StartAsync(port: port), Token)));
        try
        {
            Assert.Equal(4, sites.Select(static s => s.Port).Distinct().Count());
            Assert.Equal(port, Assert.Single(sites, static s => !s.TookAnotherPort).Port);
            foreach (var site in sites)
                Assert.Equal(HttpStatusCode.OK, await site.SendAsync("GET", "/"));
        }
        finally
        {
            foreach (var site in sites)
                await site.DisposeAsync();
        }
    }

    [Theory]
    [InlineData("ko-KR,ko;q=0.9,en;q=0.8", "lang=\"ko\"")]
    [InlineData("en-GB", "lang=\"en\"")]
    public async Task Language_is_the_browsers(string wanted, string shown)
    {
        await using var site = await RunningSite.StartAsync();
        site.Http.DefaultRequestHeaders.Add("Accept-Language", wanted);
        Assert.Contains(shown, await site.Http.GetStringAsync(new Uri("/", UriKind.Relative), Token), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "/")]
    [InlineData("GET", "/assets/dashboard.js")]
    [InlineData("POST", "/_blazor/negotiate?negotiateVersion=1")]
    [InlineData("POST", "/actions/verify")]
    public async Task Foreign_name_and_foreign_page_are_turned_away(string method, string path)
    {
        await using var site = await RunningSite.StartAsync();
        Assert.Equal(HttpStatusCode.Forbidden, await site.SendAsync(method, path, static r => r.Headers.Host = "evil.example"));
        Assert.Equal(
            HttpStatusCode.Forbidden, await site.SendAsync(method, path, static r => r.Headers.Add("Origin", "http://evil.example")));
    }

    [Theory]
    [InlineData("/actions/verify")]
    [InlineData("/actions/replay")]
    public async Task Nothing_is_done_without_the_antiforgery_token_nor_by_GET(string path)
    {
        await using var site = await RunningSite.StartAsync();
        Assert.Equal(HttpStatusCode.BadRequest, await site.SendAsync("POST", path));
        Assert.Equal(HttpStatusCode.MethodNotAllowed, await site.SendAsync("GET", path));
        Assert.Equal((null, null), (site.Actions.Verification.State.StartedAt, site.Actions.Replay.State.StartedAt));
    }

    [Fact]
    public async Task With_a_token_everything_but_the_log_in_and_its_looks_is_closed()
    {
        await using var site = await RunningSite.StartAsync(Secret);
        (string, string)[] requests =
        [
            ("GET", "/"), ("POST", "/_blazor/negotiate?negotiateVersion=1"), ("POST", "/actions/verify"), ("GET", "/report"),
            ("GET", "/nothing"),
        ];
        foreach (var (method, path) in requests)
        {
            var status = await site.SendAsync(method, path);
            Assert.True(status is HttpStatusCode.Redirect or HttpStatusCode.Unauthorized, $"{method} {path}: {status}");
        }

        Assert.Equal(HttpStatusCode.OK, await site.SendAsync("GET", "/login"));
        Assert.Equal(HttpStatusCode.OK, await site.SendAsync("GET", "/assets/dashboard.css"));
    }

    [Fact]
    public async Task Token_opens_the_page_by_a_cookie_that_no_script_sees_and_what_is_sent_from_there_is_done()
    {
        await using var site = await RunningSite.StartAsync(Secret);
        Assert.Equal(HttpStatusCode.BadRequest, await site.PostAsync("/login", ("token", Secret)));
        Assert.Equal(HttpStatusCode.Unauthorized, await site.PostAsync("/login", ("token", "wrong"), await site.FormTokenAsync()));
        Assert.Equal(HttpStatusCode.Redirect, await site.SendAsync("GET", "/"));

        using var login = await site.PostForAnswerAsync("/login", ("token", Secret), await site.FormTokenAsync());
        Assert.Equal((HttpStatusCode.Redirect, "/"), (login.StatusCode, login.Headers.Location?.ToString()));
        var cookie = Assert.Single(login.Headers.GetValues("Set-Cookie"), static c => c.StartsWith("dashboard=", StringComparison.Ordinal));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(HttpStatusCode.OK, await site.SendAsync("GET", "/"));

        Assert.Equal(
            HttpStatusCode.BadRequest, await site.PostAsync("/actions/replay", ("stream", "strangers"), await site.FormTokenAsync()));
        Assert.Equal(HttpStatusCode.Accepted, await site.PostAsync("/actions/verify", await site.FormTokenAsync()));
        await site.Actions.Verification.Ended();
        Assert.StartsWith("PostgreSQL at 127.0.0.1:1 does not answer", site.Actions.Verification.State.Fault, StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.Redirect, await site.PostAsync("/logout", await site.FormTokenAsync()));
        Assert.Equal(HttpStatusCode.Redirect, await site.SendAsync("GET", "/"));
    }

    [Fact]
    public async Task Whoever_guesses_is_held_up()
    {
        await using var site = await RunningSite.StartAsync(Secret);
        var form = await site.FormTokenAsync();
        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 25; i++)
            answers.Add(await site.PostAsync("/login", ("token", $"guess {i}"), form));
        Assert.Equal(HttpStatusCode.Unauthorized, answers[0]);
        Assert.Equal(HttpStatusCode.TooManyRequests, answers[^1]);
    }

    [GeneratedRegex("(?:src|href)=\"(?<path>(?:assets|_framework)/[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Asset();
}
