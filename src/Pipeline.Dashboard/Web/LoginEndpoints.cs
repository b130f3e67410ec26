using Pipeline.Dashboard.Pages;
using Pipeline.Dashboard.Words;

namespace Pipeline.Dashboard.Web;

/// <summary>Log-in: exchanges DASHBOARD_TOKEN for a cookie. There is one user, the operator.</summary>
internal static class LoginEndpoints
{
    /// <summary>Path of the log-in page.</summary>
    public const string Path = "/login";

    private const string RateLimit = "login";
    private const int AttemptsPerMinute = 20;
    private static readonly TimeSpan CookieLifetime = TimeSpan.FromHours(12);

    /// <summary>Adds a cookie that neither scripts nor other sites can use, and a rate limit against guessing the token.</summary>
    public static IServiceCollection AddLogin(this IServiceCollection services, string token)
    {
        services.AddSingleton(new TokenCheck(token));
        services.AddRateLimiter(o =>
        {
            o.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            o.AddFixedWindowLimiter(RateLimit, static window =>
                (window.PermitLimit, window.Window, window.QueueLimit) = (AttemptsPerMinute, TimeSpan.FromMinutes(1), 0));
        });
        services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(o =>
        {
            o.Cookie.Name = "dashboard";
            o.Cookie.HttpOnly = true;
            o.Cookie.SameSite = SameSiteMode.Strict;
            o.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            o.ExpireTimeSpan = CookieLifetime;
            o.LoginPath = Path;
        });
        return services;
    }

    public static void MapLogin(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Path, static (HttpContext context, IAntiforgery antiforgery) => Page(context, antiforgery, failed: false))
            .AllowAnonymous();
        routes.MapPost(Path, LogInAsync).AllowAnonymous().RequireRateLimiting(RateLimit).DisableAntiforgery();
        routes.MapPost("/logout", LogOutAsync).DisableAntiforgery();
    }

    private static async Task<IResult> LogInAsync(HttpContext context, IAntiforgery antiforgery, TokenCheck check)
    {
        if (!await antiforgery.IsRequestValidAsync(context))
            return TypedResults.BadRequest();
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        if (!check.IsValid(form["token"]))
            return Page(context, antiforgery, failed: true);
        var user = new ClaimsIdentity([new Claim(ClaimTypes.Name, "operator")], CookieAuthenticationDefaults.AuthenticationScheme);
        await context.SignInAsync(new ClaimsPrincipal(user));
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
