using Pipeline.MicroBenchmarks.Measuring;

// `make benchmark-micro`
return TimedRun.Run(args, Console.Out);
