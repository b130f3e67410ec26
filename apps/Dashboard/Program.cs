using Pipeline.Dashboard;
using Pipeline.Hosting.Health;
using Pipeline.Hosting.Worker;

// Serves the page on DASHBOARD_PORT. Reads the database, the brokers and the workers listed in DASHBOARD_WORKERS.
return await WorkerProgram.RunAsync(args, (services, settings) => services.AddDashboard(settings));
