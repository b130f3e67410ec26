using System.Net;
using System.Text.RegularExpressions;
using Pipeline.IntegrationTests.Programs;

namespace Pipeline.IntegrationTests.Dashboard;

/// <summary>Access to the dashboard over HTTP. The servers that it reads are unreachable, which must not matter.</summary>
public sealed partial class DashboardSiteTests
{
    private const string Secret = "a token of many letters";

    [Fact]
    public async Task Page_and_its_assets_load_from_this_origin_only_while_all_servers_are_unreachable()
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
    public async Task Sites_that_start_together_with_the_same_port_each_get_their_own()
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
    public async Task Page_has_the_language_of_the_browser(string accepted, string attribute)
    {
        await using var site = await RunningSite.StartAsync();
        site.Http.DefaultRequestHeaders.Add("Accept-Language", accepted);
        Assert.Contains(attribute, await site.Http.GetStringAsync(new Uri("/", UriKind.Relative), Token), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "/")]
    [InlineData("GET", "/assets/dashboard.js")]
    [InlineData("POST", "/_blazor/negotiate?negotiateVersion=1")]
    [InlineData("POST", "/actions/verify")]
    public async Task Foreign_host_names_and_origins_are_refused(string method, string path)
    {
        await using var site = await RunningSite.StartAsync();
        var foreignHost = await site.SendAsync(method, path, static r => r.Headers.Host = "evil.example");
        var foreignOrigin = await site.SendAsync(method, path, static r => r.Headers.Add("Origin", "http://evil.example"));
        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden), (foreignHost, foreignOrigin));
    }

    [Theory]
    [InlineData("/actions/verify")]
    [InlineData("/actions/replay")]
    public async Task No_action_starts_without_the_antiforgery_token_or_by_GET(string path)
    {
        await using var site = await RunningSite.StartAsync();
        Assert.Equal(HttpStatusCode.BadRequest, await site.SendAsync("POST", path));
        Assert.Equal(HttpStatusCode.MethodNotAllowed, await site.SendAsync("GET", path));
        Assert.Equal((null, null), (site.Actions.Verification.State.StartedAt, site.Actions.Replay.State.StartedAt));
    }

    [Fact]
    public async Task With_a_token_only_the_log_in_page_and_its_assets_are_open()
    {
        await using var site = await RunningSite.StartAsync(Secret);
        (string Method, string Path)[] closed =
        [
            ("GET", "/"), ("GET", "/report"), ("GET", "/nothing"),
            ("POST", "/_blazor/negotiate?negotiateVersion=1"), ("POST", "/actions/verify"),
        ];
        foreach (var (method, path) in closed)
        {
            var status = await site.SendAsync(method, path);
            Assert.True(status is HttpStatusCode.Redirect or HttpStatusCode.Unauthorized, $"{method} {path}: {status}");
        }

        Assert.Equal(HttpStatusCode.OK, await site.SendAsync("GET", "/login"));
        Assert.Equal(HttpStatusCode.OK, await site.SendAsync("GET", "/assets/dashboard.css"));
    }

    [Fact]
    public async Task The_token_is_exchanged_for_a_cookie_hidden_from_scripts_that_opens_page_and_actions()
    {
        await using var site = await RunningSite.StartAsync(Secret);
        Assert.Equal(HttpStatusCode.BadRequest, await site.PostAsync("/login", ("token", Secret)));
        Assert.Equal(HttpStatusCode.Unauthorized, await site.PostAsync("/login", ("token", "wrong"), await site.FormTokenAsync()));
        Assert.Equal(HttpStatusCode.Redirect, await site.SendAsync("GET", "/"));

        using var login = await site.PostForResponseAsync("/login", ("token", Secret), await site.FormTokenAsync());
        Assert.Equal((HttpStatusCode.Redirect, "/"), (login.StatusCode, login.Headers.Location?.ToString()));
        var cookie = Assert.Single(login.Headers.GetValues("Set-Cookie"), static c => c.StartsWith("dashboard=", StringComparison.Ordinal));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(HttpStatusCode.OK, await site.SendAsync("GET", "/"));

        var unknownStream = await site.PostAsync("/actions/replay", ("stream", "strangers"), await site.FormTokenAsync());
        Assert.Equal(HttpStatusCode.BadRequest, unknownStream);
        Assert.Equal(HttpStatusCode.Accepted, await site.PostAsync("/actions/verify", await site.FormTokenAsync()));
        await site.Actions.Verification.Ended();
        Assert.StartsWith("PostgreSQL at 127.0.0.1:1 does not answer", site.Actions.Verification.State.Fault, StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.Redirect, await site.PostAsync("/logout", await site.FormTokenAsync()));
        Assert.Equal(HttpStatusCode.Redirect, await site.SendAsync("GET", "/"));
    }

    [Fact]
    public async Task Log_in_attempts_are_rate_limited()
    {
        await using var site = await RunningSite.StartAsync(Secret);
        var form = await site.FormTokenAsync();
        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 25; i++)
            statuses.Add(await site.PostAsync("/login", ("token", $"guess {i}"), form));
        Assert.Equal(HttpStatusCode.Unauthorized, statuses[0]);
        Assert.Equal(HttpStatusCode.TooManyRequests, statuses[^1]);
    }

    [GeneratedRegex("(?:src|href)=\"(?<path>(?:assets|_framework)/[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Asset();
}
