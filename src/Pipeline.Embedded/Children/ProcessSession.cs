using System.Runtime.InteropServices;

namespace Pipeline.Embedded.Children;

/// <summary>Takes the calling process out of its terminal's reach.</summary>
internal static partial class ProcessSession
{
    /// <summary>
    /// Makes the process the head of a session of its own, and so of a process group: signals that a terminal, a shell or
    /// timeout(1) sends to the whole group of the parent no longer arrive. On Windows there is nothing of the kind.
    /// </summary>
    /// <remarks>It fails only for the head of a group, which has left its parent's group already.</remarks>
    public static void Leave()
    {
        if (!OperatingSystem.IsWindows())
            _ = SetSid();
    }

    [LibraryImport("libc", EntryPoint = "setsid")]
    private static partial int SetSid();
}
