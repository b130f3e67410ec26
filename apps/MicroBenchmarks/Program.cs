using Pipeline.MicroBenchmarks.Bounds;
using Pipeline.MicroBenchmarks.Measuring;

// `make benchmark-micro` times; CHECK=1 and CHECK=record look at the allocated bytes alone, which are the same however busy the machine is.
return args switch
{
    ["check"] => AllocationCheck.Run(Console.Out),
    ["record"] => AllocationCheck.Record(Console.Out),
    _ => TimedRun.Run(args, Console.Out),
};
