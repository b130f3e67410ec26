namespace Pipeline.Simulation;

/// <summary>
/// The non-uniform distributions. They use Math.Log and similar functions, whose last bit can differ between processors.
/// Callers round much more coarsely, so the generated data do not differ.
/// </summary>
public sealed partial class SeededRandom
{
    /// <summary>A waiting time of a Poisson process: 0 or more, in the unit of <paramref name="mean"/>.</summary>
    /// <param name="mean">Average waiting time; for r events per second, 1/r seconds.</param>
    public double Exponential(double mean) => -Math.Log(1 - Fraction()) * mean;

    /// <summary>A normally distributed number (Box–Muller; the second number of the pair is discarded, so there is no state).</summary>
    /// <param name="mean">Average.</param>
    /// <param name="deviation">Standard deviation, 0 or more.</param>
    public double Normal(double mean, double deviation) =>
        mean + (deviation * Math.Sqrt(-2 * Math.Log(1 - Fraction())) * Math.Cos(2 * Math.PI * Fraction()));

    /// <summary>
    /// A log-normally distributed number, for prices and stocks. Its median is the geometric mean of the band, and the band is
    /// two standard deviations to each side. The 5 % outside the band are clamped to its edges.
    /// </summary>
    /// <param name="from">Lower edge, above 0.</param>
    /// <param name="to">Upper edge, <paramref name="from"/> or more.</param>
    public double LogNormal(double from, double to)
    {
        var deviation = Math.Log(to / from) / 4;
        return Math.Clamp(Math.Sqrt(from * to) * Math.Exp(Normal(0, deviation)), from, to);
    }

    /// <summary>
    /// A rank from 0 to <paramref name="count"/> − 1. Rank k has a probability in proportion to (k + 1)^-exponent.
    /// Uses rejection sampling under a continuous curve, so a million ranks need no table.
    /// </summary>
    /// <param name="count">Number of ranks, 1 or more.</param>
    /// <param name="exponent">Steepness, above 0; 1 is Zipf's law.</param>
    public int Zipf(int count, double exponent)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(exponent);
        // Rank 1 is a bar of height 1 and width 1. Every later rank k lies under x^-exponent on (k-1, k].
        var area = 1 + CurveArea(count, exponent);
        while (true)
        {
            var at = Fraction() * area;
            if (at < 1)
                return 0;
            var x = CurveInverse(at - 1, exponent);
            var rank = Math.Clamp((int)Math.Ceiling(x), 2, count);
            if (Fraction() < Math.Pow(x / rank, exponent))
                return rank - 1;
        }
    }

    /// <summary>The area under x^-exponent from 1 to <paramref name="x"/>.</summary>
    private static double CurveArea(double x, double exponent) => IsOne(exponent)
        ? Math.Log(x)
        : (Math.Pow(x, 1 - exponent) - 1) / (1 - exponent);

    /// <summary>The x where the area from 1 reaches <paramref name="area"/>.</summary>
    private static double CurveInverse(double area, double exponent) => IsOne(exponent)
        ? Math.Exp(area)
        : Math.Pow(1 + (area * (1 - exponent)), 1 / (1 - exponent));

    private static bool IsOne(double exponent) => Math.Abs(exponent - 1) < 1e-9;
}
