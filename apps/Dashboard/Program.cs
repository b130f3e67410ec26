// Serves the page on DASHBOARD_PORT. Reads the database, the brokers and the workers listed in DASHBOARD_WORKERS.
return await WorkerProgram.RunAsync(AllDomains.Joined, args, (services, settings) => services.AddDashboard(settings));
