using Pipeline.Dashboard;
using Pipeline.Hosting.Health;
using Pipeline.Hosting.Worker;

// The page on DASHBOARD_PORT: reads database, brokers and the workers that DASHBOARD_WORKERS names.
return await WorkerProgram.RunAsync(args, (services, settings) => services.AddDashboard(settings));
