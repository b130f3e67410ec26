using System.Diagnostics.CodeAnalysis;
using Npgsql;

namespace Pipeline.EndToEndTests.Faults.Stage;

/// <summary>A statement in a session that the test holds.</summary>
internal static class SessionCommands
{
    [SuppressMessage("Security", "CA2100", Justification = "Every statement is a text of a test.")]
    public static async Task ExecuteAsync(this NpgsqlConnection session, string sql)
    {
        await using var command = new NpgsqlCommand(sql, session) { CommandTimeout = 60 };
        await command.ExecuteNonQueryAsync();
    }
}
