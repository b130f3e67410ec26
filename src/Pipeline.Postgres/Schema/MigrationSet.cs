using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Pipeline.Postgres.Schema;

/// <summary>The migrations of one context.</summary>
/// <param name="Newest">
/// Id of the newest migration. Named here so that a process with nothing to apply need not build the model of Entity Framework, which
/// costs a consumer more time and memory than the rest of its start. A test compares it with the migrations.
/// </param>
/// <param name="NewContext">Makes the context.</param>
public sealed record MigrationSet(string Newest, Func<NpgsqlDataSource, DbContext> NewContext);
