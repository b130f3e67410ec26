namespace Pipeline.Embedded.Children;

/// <summary>Detaches the calling process from its terminal.</summary>
internal static partial class ProcessSession
{
    /// <summary>
    /// Makes the process the leader of a new session and process group. Signals that a terminal, a shell or timeout(1) sends to the
    /// parent's process group no longer reach it. Does nothing on Windows.
    /// </summary>
    /// <remarks>setsid fails only for a group leader, which is already outside the parent's group.</remarks>
    public static void Leave()
    {
        if (!OperatingSystem.IsWindows())
            _ = SetSid();
    }

    [LibraryImport("libc", EntryPoint = "setsid")]
    private static partial int SetSid();
}
