using Confluent.Kafka;
using Npgsql;

namespace Pipeline.EndToEndTests.Faults.Stage;

/// <summary>
/// Waits as <see cref="Eventually"/> does, for conditions that ask servers which may be down: their errors count as not yet.
/// </summary>
internal static class Until
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    public static Task HoldsAsync(string what, TimeSpan deadline, Func<bool> condition) =>
        HoldsAsync(what, deadline, () => Task.Run(condition));

    public static Task HoldsAsync(string what, TimeSpan deadline, Func<Task<bool>> condition) =>
        ZeroAsync(what, deadline, async () => await condition() ? 0 : 1);

    /// <summary>Asks until the answer is 0; the last other answer is in the failure.</summary>
    public static Task ZeroAsync(string what, TimeSpan deadline, Func<Task<long>> left) => Eventually.NothingIsMissingAsync(
        what,
        async () =>
        {
            try
            {
                var count = await left();
                return count == 0 ? "" : $"last: {count}";
            }
            catch (Exception e) when (e is NpgsqlException or KafkaException)
            {
                return $"last: {e.Message}";
            }
        },
        deadline,
        Interval);
}
