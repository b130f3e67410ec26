namespace Pipeline.Hosting.Settings;

/// <summary>OTEL_… and LOG_FORMAT. OpenTelemetry defines the OTEL_ names; its SDK reads those that are not read here.</summary>
public sealed record TelemetryOptions
{
    /// <summary>Default share of the writers' transactions that are traced, 0–1.</summary>
    public const double DefaultRatio = 0.01;

    /// <summary>OTEL_EXPORTER_OTLP_ENDPOINT (unset): where metrics and traces are sent. Null: no traces.</summary>
    public required Uri? Endpoint { get; init; }

    /// <summary>OTEL_SERVICE_NAME (the program's name).</summary>
    public required string ServiceName { get; init; }

    /// <summary>OTEL_TRACES_SAMPLER (parentbased_traceidratio): which transactions are traced.</summary>
    public required TraceSampling Sampling { get; init; }

    /// <summary>OTEL_TRACES_SAMPLER_ARG (0.01): share of transactions that a ratio sampler traces, 0–1.</summary>
    public required double Ratio { get; init; }

    /// <summary>LOG_FORMAT (json in a container, else text): format of the log lines.</summary>
    public required LogFormat LogFormat { get; init; }

    internal static TelemetryOptions Read(SettingsReader reader)
    {
        // Only checked here: the SDK reads the protocol itself and replaces an unknown value by its default without an error.
        reader.Choice("OTEL_EXPORTER_OTLP_PROTOCOL", "", ("grpc", ""), ("http/protobuf", ""));
        return ReadOptions(reader);
    }

    private static TelemetryOptions ReadOptions(SettingsReader reader) => new()
    {
        Endpoint = reader.OptionalAddress("OTEL_EXPORTER_OTLP_ENDPOINT", "http://localhost:4317"),
        ServiceName = reader.Text("OTEL_SERVICE_NAME", AppDomain.CurrentDomain.FriendlyName),
        Sampling = reader.Choice(
            "OTEL_TRACES_SAMPLER", TraceSampling.ParentRatio,
            ("always_on", TraceSampling.All), ("always_off", TraceSampling.None), ("traceidratio", TraceSampling.Ratio),
            ("parentbased_always_on", TraceSampling.ParentAll), ("parentbased_always_off", TraceSampling.ParentNone),
            ("parentbased_traceidratio", TraceSampling.ParentRatio)),
        Ratio = ReadRatio(reader),
        LogFormat = ReadLogFormat(reader),
    };

    internal static LogFormat ReadLogFormat(SettingsReader reader) => reader.Choice(
        "LOG_FORMAT", reader.OptionalText("DOTNET_RUNNING_IN_CONTAINER") == "true" ? LogFormat.Json : LogFormat.Text,
        ("json", LogFormat.Json), ("text", LogFormat.Text));

    private static double ReadRatio(SettingsReader reader)
    {
        if (reader.OptionalText("OTEL_TRACES_SAMPLER_ARG") is not { } text)
            return DefaultRatio;
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var ratio) && ratio is >= 0 and <= 1)
            return ratio;
        reader.Fault($"OTEL_TRACES_SAMPLER_ARG={text} is not a share from 0 to 1.");
        return DefaultRatio;
    }
}
