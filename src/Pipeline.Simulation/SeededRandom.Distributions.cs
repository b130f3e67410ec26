namespace Pipeline.Simulation;

/// <summary>
/// The distributions that are not uniform. They use Math.Log and its kin, which may differ in the last bit between
/// processors; whoever uses them rounds far more coarsely, so the data do not.
/// </summary>
public sealed partial class SeededRandom
{
    /// <summary>A waiting time of a Poisson process: 0 or more, in the unit of <paramref name="mean"/>.</summary>
    /// <param name="mean">Average waiting time; for a rate of r a second, 1/r seconds.</param>
    public double Exponential(double mean) => -Math.Log(1 - Fraction()) * mean;

    /// <summary>A normally distributed number (Box–Muller; the second number of the pair is dropped to keep no state).</summary>
    /// <param name="mean">Average.</param>
    /// <param name="deviation">Standard deviation, 0 or more.</param>
    public double Normal(double mean, double deviation) =>
        mean + (deviation * Math.Sqrt(-2 * Math.Log(1 - Fraction())) * Math.Cos(2 * Math.PI * Fraction()));

    /// <summary>
    /// A number around the middle of a band whose logarithm is normal: prices, stocks, lengths of stay.
    /// The band is two standard deviations to either side; the 5 % outside it are drawn to its edge.
    /// </summary>
    /// <param name="from">Lower edge, above 0.</param>
    /// <param name="to">Upper edge, <paramref name="from"/> or more.</param>
    public double LogNormal(double from, double to)
    {
        var deviation = Math.Log(to / from) / 4;
        return Math.Clamp(Math.Sqrt(from * to) * Math.Exp(Normal(0, deviation)), from, to);
    }

    /// <summary>
    /// A rank from 0 to <paramref name="count"/> − 1 where rank k is drawn in proportion to (k + 1)^-exponent.
    /// Rejection from a continuous curve around the steps, so a million ranks cost no table.
    /// </summary>
    /// <param name="count">Number of ranks, 1 or more.</param>
    /// <param name="exponent">Steepness, above 0; 1 is Zipf's own.</param>
    public int Zipf(int count, double exponent)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(exponent);
        // Rank 1 has a bar of its own (height 1, width 1); every later rank k lies under x^-exponent on (k-1, k].
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

    /// <summary>Where the area from 1 reaches <paramref name="area"/>.</summary>
    private static double CurveInverse(double area, double exponent) => IsOne(exponent)
        ? Math.Exp(area)
        : Math.Pow(1 + (area * (1 - exponent)), 1 / (1 - exponent));

    private static bool IsOne(double exponent) => Math.Abs(exponent - 1) < 1e-9;
}
