using Microsoft.AspNetCore.Http;

namespace Pipeline.Dashboard.Web;

/// <summary>What every answer tells the browser not to do.</summary>
internal static class SecurityHeaders
{
    /// <summary>Nothing from elsewhere. Inline styles are allowed because MudBlazor's theme and positions are some; inline scripts are not.</summary>
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
        + "form-action 'self'; base-uri 'self'; frame-ancestors 'none'";

    public static void Add(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
    }
}
