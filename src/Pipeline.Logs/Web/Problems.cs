using Pipeline.Logs.Services;

namespace Pipeline.Logs.Web;

/// <summary>Answers to requests that are wrong: one sentence, as application/problem+json.</summary>
internal static class Problems
{
    /// <summary>Status 400.</summary>
    public static IResult Wrong(IReadOnlyList<string> faults) =>
        TypedResults.Problem($"{string.Join("; ", faults)}.", statusCode: StatusCodes.Status400BadRequest);

    /// <summary>Status 404 with the list of services.</summary>
    public static IResult UnknownService(ServiceCatalogue catalogue) => TypedResults.Problem(
        $"There is no such service. The services are {string.Join(", ", catalogue.Names)}.", statusCode: StatusCodes.Status404NotFound,
        extensions: new Dictionary<string, object?>(StringComparer.Ordinal) { ["services"] = catalogue.Names.ToArray() });

    /// <summary>Status 503.</summary>
    public static IResult TooManyStreams(int max) => TypedResults.Problem(
        $"{max} streams are open, which is the maximum: end one, or raise LOG_MAX_STREAMS.",
        statusCode: StatusCodes.Status503ServiceUnavailable);
}
