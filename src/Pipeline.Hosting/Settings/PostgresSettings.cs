namespace Pipeline.Hosting.Settings;

/// <summary>Reads POSTGRES_… .</summary>
internal static class PostgresSettings
{
    public static PostgresOptions Read(SettingsReader reader)
    {
        var host = reader.Text("POSTGRES_HOST", "localhost");
        if (Uri.CheckHostName(host) == UriHostNameType.Unknown)
        {
            reader.Fault(
                $"{SettingsReader.Shown("POSTGRES_HOST", host)} is not one host name or IP address; the port belongs in POSTGRES_PORT.");
        }

        var password = reader.Secret("POSTGRES_PASSWORD");
        if (password is null)
            reader.Fault("POSTGRES_PASSWORD is not set: set it, or set POSTGRES_PASSWORD_FILE to a file that contains it.");
        var local = host is "localhost" or "127.0.0.1" or "::1";
        return new()
        {
            Host = host,
            Port = reader.Number("POSTGRES_PORT", 5432, 1, 65535, "a port"),
            User = reader.Text("POSTGRES_USER", "postgres"),
            Password = password ?? "",
            Database = reader.Text("POSTGRES_DB", "sesac_db"),
            PoolSize = reader.Number("POSTGRES_POOL_SIZE", 20, 8, 500, "a number of connections"),
            SslMode = reader.Choice(
                "POSTGRES_SSL_MODE", local ? SslMode.Prefer : SslMode.VerifyFull,
                ("disable", SslMode.Disable), ("prefer", SslMode.Prefer), ("require", SslMode.Require),
                ("verify-ca", SslMode.VerifyCA), ("verify-full", SslMode.VerifyFull)),
            SslCaLocation = reader.Certificates("POSTGRES_SSL_CA_LOCATION"),
        };
    }
}
