using System.Security.Claims;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Pipeline.Dashboard.Components;
using Pipeline.Dashboard.Words;

namespace Pipeline.Dashboard.Web;

/// <summary>The token for a cookie. There is one user: whoever knows the token.</summary>
internal static class LoginEndpoints
{
    /// <summary>Where to log in.</summary>
    public const string Path = "/login";

    private const string Limit = "login";
    private const int TriesPerMinute = 20;
    private static readonly TimeSpan LoggedInFor = TimeSpan.FromHours(12);

    /// <summary>Cookies that no script and no other site's page gets at, and a limit for those who guess.</summary>
    public static IServiceCollection AddLogin(this IServiceCollection services, string token)
    {
        services.AddSingleton(new TokenCheck(token));
        services.AddRateLimiter(o =>
        {
            o.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            o.AddFixedWindowLimiter(Limit, window => (window.PermitLimit, window.Window, window.QueueLimit) = (TriesPerMinute, TimeSpan.FromMinutes(1), 0));
        });
        services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(o =>
        {
            o.Cookie.Name = "dashboard";
            o.Cookie.HttpOnly = true;
            o.Cookie.SameSite = SameSiteMode.Strict;
            o.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            o.ExpireTimeSpan = LoggedInFor;
            o.LoginPath = Path;
        });
        return services;
    }

    public static void MapLogin(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Path, static (HttpContext context, IAntiforgery antiforgery) => Page(context, antiforgery, failed: false)).AllowAnonymous();
        routes.MapPost(Path, LogInAsync).AllowAnonymous().RequireRateLimiting(Limit).DisableAntiforgery();
        routes.MapPost("/logout", LogOutAsync).DisableAntiforgery();
    }

    private static async Task<IResult> LogInAsync(HttpContext context, IAntiforgery antiforgery, TokenCheck check)
    {
        if (!await antiforgery.IsRequestValidAsync(context))
            return TypedResults.BadRequest();
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        if (!check.Fits(form["token"]))
            return Page(context, antiforgery, failed: true);
        var operatorOfThis = new ClaimsIdentity([new Claim(ClaimTypes.Name, "operator")], CookieAuthenticationDefaults.AuthenticationScheme);
        await context.SignInAsync(new ClaimsPrincipal(operatorOfThis));
        return TypedResults.LocalRedirect("/");
    }

    private static async Task<IResult> LogOutAsync(HttpContext context, IAntiforgery antiforgery)
    {
        if (!await antiforgery.IsRequestValidAsync(context))
            return TypedResults.BadRequest();
        await context.SignOutAsync();
        return TypedResults.LocalRedirect(Path);
    }

    private static RazorComponentResult<LoginPage> Page(HttpContext context, IAntiforgery antiforgery, bool failed) => new(new
    {
        Language = Languages.Of(context.Request),
        FormToken = antiforgery.GetAndStoreTokens(context).RequestToken,
        Failed = failed,
    })
    {
        StatusCode = failed ? StatusCodes.Status401Unauthorized : StatusCodes.Status200OK,
    };
}
