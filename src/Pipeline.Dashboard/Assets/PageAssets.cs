namespace Pipeline.Dashboard.Assets;

/// <summary>Serves scripts, styles and icon from this assembly. Addresses hold a hash of the content, so browsers may cache them.</summary>
internal static class PageAssets
{
    private const string Blazor = "blazor.web.js";

    private static readonly FrozenDictionary<string, Asset> All = typeof(PageAssets).Assembly.GetManifestResourceNames()
        .Where(static name => Path.GetExtension(name) is ".css" or ".js" or ".svg")
        .ToFrozenDictionary(static name => name, Asset.Load, StringComparer.Ordinal);

    /// <summary>Address of an asset, relative to the page.</summary>
    public static string Address(string name) => $"{(name == Blazor ? "_framework/" : "assets/")}{name}?v={All[name].Hash}";

    /// <summary>Maps the assets without authentication: the log-in page needs them, and they hold no data of the pipeline.</summary>
    public static void MapAssets(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/assets/{name}", static (string name, HttpContext context) => SendAsync(context, name)).AllowAnonymous();
        routes.MapGet($"/_framework/{Blazor}", static (HttpContext context) => SendAsync(context, Blazor)).AllowAnonymous();
    }

    private static Task SendAsync(HttpContext context, string name)
    {
        var response = context.Response;
        if (!All.TryGetValue(name, out var asset))
        {
            response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        response.ContentType = asset.Type;
        // Without the hash in the address, a new version of the program can serve other content under it.
        response.Headers.CacheControl = context.Request.Query["v"] == asset.Hash ? "public, max-age=31536000, immutable" : "no-cache";
        response.Headers.Vary = "Accept-Encoding";
        var takesGzip = context.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase);
        if (takesGzip)
            response.Headers.ContentEncoding = "gzip";
        var bytes = takesGzip ? asset.Zipped.Value : asset.Bytes;
        response.ContentLength = bytes.Length;
        return response.Body.WriteAsync(bytes, context.RequestAborted).AsTask();
    }

    private sealed record Asset(byte[] Bytes, string Type, string Hash, Lazy<byte[]> Zipped)
    {
        public static Asset Load(string name)
        {
            using var stream = typeof(PageAssets).Assembly.GetManifestResourceStream(name)!;
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return new(bytes, TypeOf(name), Convert.ToHexStringLower(SHA256.HashData(bytes))[..16], new(() => Zip(bytes)));
        }

        private static string TypeOf(string name) => Path.GetExtension(name) switch
        {
            ".css" => "text/css; charset=utf-8",
            ".js" => "text/javascript; charset=utf-8",
            _ => "image/svg+xml",
        };

        private static byte[] Zip(byte[] bytes)
        {
            using var zipped = new MemoryStream();
            using (var zip = new GZipStream(zipped, CompressionLevel.Optimal))
                zip.Write(bytes);
            return zipped.ToArray();
        }
    }
}
