namespace Pipeline.Simulation;

/// <summary>An immutable list of weighted choices. Draw with <see cref="SeededRandom.Pick{T}(Weighted{T})"/>.</summary>
/// <typeparam name="T">The type of the choices.</typeparam>
public sealed class Weighted<T>
{
    private readonly T[] _items;
    private readonly double[] _sums;

    /// <summary>Creates the list. Weights are relative and need no particular sum.</summary>
    /// <exception cref="ArgumentException">There is no choice, or a weight is not a finite number above 0.</exception>
    public Weighted(IEnumerable<(T Item, double Weight)> choices)
    {
        var given = choices.ToArray();
        if (given.Length == 0)
            throw new ArgumentException("The list of choices is empty; it needs at least one.", nameof(choices));
        _items = new T[given.Length];
        _sums = new double[given.Length];
        var sum = 0.0;
        for (var i = 0; i < given.Length; i++)
        {
            if (given[i].Weight is not (> 0 and < double.PositiveInfinity))
                throw new ArgumentException($"The weight of {given[i].Item} must be a finite number above 0.", nameof(choices));
            _items[i] = given[i].Item;
            _sums[i] = sum += given[i].Weight;
        }
    }

    /// <summary>All choices, in the order given.</summary>
    public IReadOnlyList<T> Items => _items;

    /// <summary>The choice at a fraction of the total weight, 0 (included) to 1 (excluded).</summary>
    internal T At(double share) => _items[RunningSums.Find(_sums, share * _sums[^1])];
}
