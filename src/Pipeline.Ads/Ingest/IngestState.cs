namespace Pipeline.Ads.Ingest;

/// <summary>
/// How far a file is in Kafka: every row before the offset is acknowledged, in ad_events_raw or in ad_events_error. Rows after it can be
/// in Kafka too; they have the same ids when they are sent again.
/// </summary>
/// <param name="Route">The file and the topics.</param>
/// <param name="Offset">Offset after the last acknowledged row, in the uncompressed file.</param>
/// <param name="Line">Number of that row's line; the header has 1.</param>
/// <param name="Sent">Rows that were acknowledged in ad_events_raw.</param>
/// <param name="Broken">Rows that were acknowledged in ad_events_error.</param>
internal sealed record IngestState(IngestRoute Route, long Offset, long Line, long Sent, long Broken)
{
    /// <summary>The file of the state, beside the file with the rows unless another is given.</summary>
    public static string PathOf(string file) => file + ".ingest.json";

    /// <summary>
    /// Where a run begins. A run that does not resume replaces the state of an earlier run: otherwise a crash before its first checkpoint
    /// would resume where the earlier run ended.
    /// </summary>
    /// <param name="path">File of the state.</param>
    /// <param name="first">The first row.</param>
    /// <param name="resume">Whether to continue an earlier run.</param>
    /// <exception cref="StartupRefusedException">The state cannot be read or written, or belongs to another file or topic.</exception>
    public static IngestState Begin(string path, IngestState first, bool resume)
    {
        var state = resume ? Read(path, first.Route) ?? first : first;
        // Written also when it continues, so that a file that cannot be written is found before rows are sent.
        state.Write(path);
        return state;
    }

    /// <summary>Reads a state.</summary>
    /// <returns>Null if there is none.</returns>
    /// <exception cref="StartupRefusedException">The file of the state cannot be read, or belongs to another file or topic.</exception>
    public static IngestState? Read(string path, IngestRoute route)
    {
        try
        {
            if (!File.Exists(path))
                return null;
            using var json = File.OpenRead(path);
            var state = JsonSerializer.Deserialize(json, IngestStateJson.Default.IngestState)!;
            return state.Route.Difference(route) is not { } difference ? state : throw new StartupRefusedException(
                $"{path} cannot be continued: {difference}. Begin with the first row, without --resume.", isTransient: false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new StartupRefusedException(
                $"{path} cannot be read ({e.Message}). Begin with the first row, without --resume.", isTransient: false, e);
        }
    }

    /// <summary>Replaces the file of the state at once: a crash leaves the earlier or the new one.</summary>
    /// <exception cref="StartupRefusedException">It cannot be written.</exception>
    public void Write(string path)
    {
        var next = path + ".new";
        try
        {
            using (var json = new FileStream(next, FileMode.Create))
            {
                JsonSerializer.Serialize(json, this, IngestStateJson.Default.IngestState);
                json.Flush(flushToDisk: true);
            }

            File.Move(next, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartupRefusedException(
                $"{path} cannot be written ({e.Message}): choose another with --state.", isTransient: false, e);
        }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(IngestState))]
internal sealed partial class IngestStateJson : JsonSerializerContext;
