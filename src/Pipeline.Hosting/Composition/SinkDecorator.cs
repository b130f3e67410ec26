using Pipeline.Streams.Delivery;

namespace Pipeline.Hosting.Composition;

/// <summary>Registered as a service, it stands before every sink that writes: for whoever measures when batches take effect.</summary>
public delegate IBatchSink SinkDecorator(IBatchSink sink);
