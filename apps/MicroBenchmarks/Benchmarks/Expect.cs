namespace Pipeline.MicroBenchmarks.Benchmarks;

/// <summary>Fails a benchmark that measures the wrong thing: a refused message is parsed faster than an accepted one.</summary>
internal static class Expect
{
    public static void Accepted(Refusal refusal)
    {
        if (refusal.IsRefused)
            throw new UnreachableException($"A sample message was refused: {refusal}.");
    }

    public static void Equal(int expected, int actual, [CallerArgumentExpression(nameof(actual))] string what = "")
    {
        if (expected != actual)
            throw new UnreachableException($"{what} is {actual} instead of {expected}.");
    }
}
