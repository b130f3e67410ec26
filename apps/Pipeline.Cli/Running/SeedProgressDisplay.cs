namespace Pipeline.Cli.Running;

/// <summary>Shows the progress of the seeding: progress bars on a terminal, else one line per batch.</summary>
internal static class SeedProgressDisplay
{
    public static async Task<SeedSummary> RunAsync(ShopSeeder seeder, CancellationToken cancellationToken)
    {
        var summary = Console.IsOutputRedirected
            ? await seeder.RunAsync(Console.WriteLine, cancellationToken)
            : await WithBarsAsync(seeder, cancellationToken);
        foreach (var line in summary.Lines())
            Console.WriteLine(line);
        return summary;
    }

    private static Task<SeedSummary> WithBarsAsync(ShopSeeder seeder, CancellationToken cancellationToken) =>
        AnsiConsole.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn())
            .StartAsync(async context =>
            {
                var bars = new Dictionary<string, ProgressTask>(StringComparer.Ordinal);
                return await seeder.RunAsync(
                    progress =>
                    {
                        if (!bars.TryGetValue(progress.What, out var bar))
                            bars[progress.What] = bar = context.AddTask(progress.What, maxValue: progress.Total);
                        bar.Description = progress.ToString();
                        bar.Value = progress.Done;
                    },
                    cancellationToken);
            });
}
