using Pipeline.MicroBenchmarks.Bounds;
using Pipeline.MicroBenchmarks.Measuring;

// `make benchmark-micro` measures times. CHECK=1 and CHECK=record measure only allocated bytes, which do not depend on the machine's load.
return args switch
{
    ["check"] => AllocationCheck.Run(Console.Out),
    ["record"] => AllocationCheck.Record(Console.Out),
    _ => TimedRun.Run(args, Console.Out),
};
