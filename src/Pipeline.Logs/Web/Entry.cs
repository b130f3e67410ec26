namespace Pipeline.Logs.Web;

/// <summary>
/// An entry, for the OpenAPI document only: <see cref="Formats.JsonFormat"/> writes the bytes of an answer. The document has the
/// properties without a value here as optional.
/// </summary>
/// <param name="Ts">UTC.</param>
/// <param name="Level">DEBUG, INFO, WARN or ERROR.</param>
/// <param name="Service">Name of the service.</param>
/// <param name="TraceId">32 hexadecimal digits, the same in all services for one request.</param>
/// <param name="Method">Of the HTTP request.</param>
/// <param name="Path">Of the HTTP request.</param>
/// <param name="Status">Of the HTTP response.</param>
/// <param name="LatencyMs">Milliseconds until the response.</param>
/// <param name="Message">For a person.</param>
/// <param name="UserId">Absent if there is none.</param>
internal sealed record Entry(
    DateTimeOffset Ts, string Level, string Service, string TraceId, string Method, string Path, int Status, int LatencyMs,
    string Message, int? UserId = null);
