using Pipeline.Ads.Errors;
using Pipeline.Ads.Generating;

namespace Pipeline.Ads.Accounting;

/// <summary>
/// Accounts for every row of a generated file: each id is stored once, each broken row is in ad_events_error, and the windows equal the
/// rows. Compares with the truth file of <c>generate</c>.
/// </summary>
/// <param name="database">The database of the consumers.</param>
/// <param name="brokers">The cluster.</param>
/// <param name="output">Standard output.</param>
internal sealed class AccountRun(NpgsqlDataSource database, KafkaConnection brokers, TextWriter output)
{
    private const string Stored = "SELECT count(*), coalesce(sum(click), 0) FROM ad_events";

    /// <summary>Compares once. The consumers have reached the end.</summary>
    /// <param name="truthPath">The truth file.</param>
    /// <param name="stop">Cancels.</param>
    /// <returns>Exit code: 0 if every row is accounted for.</returns>
    /// <exception cref="StartupRefusedException">The truth file cannot be read, or no broker answers.</exception>
    public async Task<int> RunAsync(string truthPath, CancellationToken stop)
    {
        var truth = ReadTruth(truthPath);
        var broken = new BrokenRowCount(brokers).Read(stop);
        var (stored, clicks) = await AskAsync(Stored, stop);
        var (minutes, _) = await AskAsync(WrongWindows(1), stop);
        var (fiveMinutes, _) = await AskAsync(WrongWindows(5), stop);
        var isRight = stored == truth.Good && clicks == truth.Clicks && broken.Broken == truth.Broken && minutes + fiveMinutes == 0
            && truth.Rows == truth.Good + truth.Duplicates + truth.Broken;
        foreach (var (reason, count) in truth.Reasons.Where(r => broken.Reasons.GetValueOrDefault(r.Key) != r.Value))
        {
            isRight = false;
            await output.WriteLineAsync(
                $"{reason}: {broken.Reasons.GetValueOrDefault(reason)} rows in ad_events_error, {count} in {truthPath}");
        }

        await output.WriteLineAsync(
            $"account: {(isRight ? "ok" : "FAILED")} rows={truth.Rows} stored={stored}/{truth.Good} clicks={clicks}/{truth.Clicks} "
                + $"broken={broken.Broken}/{truth.Broken} duplicates={truth.Duplicates} wrong_windows={minutes + fiveMinutes}");
        return isRight ? 0 : 1;
    }

    /// <summary>Number of windows that differ from the rows.</summary>
    private static string WrongWindows(int width) => $"""
        SELECT count(*) FROM (
            SELECT date_bin('{width} minutes', event_time, '1900-01-01 00:00:00Z') AS window_start, site_category, banner_pos, device_type,
                count(*) AS impressions, sum(click) AS clicks
            FROM ad_events GROUP BY 1, 2, 3, 4) AS grouped
        FULL JOIN ad_ctr_{width}m AS windows USING (window_start, site_category, banner_pos, device_type)
        WHERE grouped.impressions IS DISTINCT FROM windows.impressions OR grouped.clicks IS DISTINCT FROM windows.clicks
        """;

    private static TruthSummary ReadTruth(string path)
    {
        try
        {
            var last = File.ReadLines(path).Last(static l => l.Length > 0);
            return JsonSerializer.Deserialize(last, TruthJson.Default.TruthSummary)!;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException)
        {
            throw new StartupRefusedException($"{path} cannot be read as a truth file: {e.Message}", isTransient: false, e);
        }
    }

    private async Task<(long First, long Second)> AskAsync(string sql, CancellationToken stop)
    {
        await using var command = database.CreateCommand(sql);
        // The rows of a whole data set are counted for minutes.
        command.CommandTimeout = 0;
        await using var reader = await command.ExecuteReaderAsync(stop);
        await reader.ReadAsync(stop);
        return (reader.GetInt64(0), reader.FieldCount > 1 ? reader.GetInt64(1) : 0);
    }
}
