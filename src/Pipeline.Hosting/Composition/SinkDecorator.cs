namespace Pipeline.Hosting.Composition;

/// <summary>If registered as a service, wraps the sink of every member. For benchmarks that measure when batches take effect.</summary>
public delegate IBatchSink SinkDecorator(IBatchSink sink);
