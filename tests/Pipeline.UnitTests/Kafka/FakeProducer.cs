using System.Reflection;
using Confluent.Kafka;

namespace Pipeline.UnitTests.Kafka;

/// <summary>A producer without brokers: keeps what it is handed, and reports when the test says so. Only Produce is there.</summary>
public class FakeProducer : DispatchProxy
{
    private readonly List<(string Topic, byte[] Value, Action<DeliveryReport<byte[], byte[]>> Report)> _handedOver = [];

    /// <summary>Values handed over, in order.</summary>
    public IReadOnlyList<byte[]> Values => _handedOver.ConvertAll(static h => h.Value);

    /// <summary>Asked before each hand-over; an error refuses it.</summary>
    public Func<Error?> Refuse { get; set; } = static () => null;

    /// <summary>Runs after each hand-over, with its index.</summary>
    public Action<int> HandedOver { get; set; } = static _ => { };

    public static FakeProducer Create() => (FakeProducer)(object)Create<IProducer<byte[], byte[]>, FakeProducer>();

    public IProducer<byte[], byte[]> AsProducer() => (IProducer<byte[], byte[]>)(object)this;

    /// <summary>The delivery report of a message; its offset is its index.</summary>
    public void Report(int index, Error? error = null) => _handedOver[index].Report(new()
    {
        Topic = _handedOver[index].Topic,
        Partition = 0,
        Offset = index,
        Error = error ?? new Error(ErrorCode.NoError),
    });

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        if (targetMethod?.Name != nameof(IProducer<,>.Produce)
            || args is not [TopicPartition target, Message<byte[], byte[]> message, Action<DeliveryReport<byte[], byte[]>> report])
            throw new NotSupportedException($"The fake producer has no {targetMethod?.Name}.");
        if (Refuse() is { } error)
            throw new ProduceException<byte[], byte[]>(error, new() { Message = message });
        _handedOver.Add((target.Topic, message.Value, report));
        HandedOver(_handedOver.Count - 1);
        return null;
    }
}
