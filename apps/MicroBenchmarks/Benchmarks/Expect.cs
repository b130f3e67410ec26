using System.Diagnostics;
using System.Runtime.CompilerServices;
using Pipeline.Streams.Columns;
using Pipeline.Streams.Definitions;

namespace Pipeline.MicroBenchmarks.Benchmarks;

/// <summary>Ends a benchmark that does not do what it is there for: a refused message is read faster than one that is taken.</summary>
internal static class Expect
{
    public static void Taken(Refusal refusal)
    {
        if (refusal.IsRefused)
            throw new UnreachableException($"A sample message is refused: {refusal}.");
    }

    public static void Equal(int expected, int actual, [CallerArgumentExpression(nameof(actual))] string what = "")
    {
        if (expected != actual)
            throw new UnreachableException($"{what} is {actual} instead of {expected}.");
    }
}
