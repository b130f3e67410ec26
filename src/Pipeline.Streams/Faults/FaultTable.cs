namespace Pipeline.Streams.Faults;

/// <summary>
/// Every fault and what follows from it, in one place. The first line whose code fits counts, so the exact code stands before
/// the class it belongs to. SQLSTATE: PostgreSQL documentation, appendix A. Kafka: librdkafka's rd_kafka_resp_err_t, by the
/// names that Confluent.Kafka gives them. Event: the names of <see cref="Parsing.Refusal"/>.
/// </summary>
public static class FaultTable
{
    private const string Postgres = "postgres";
    private const string Kafka = "kafka";
    private const string Event = "event";

    /// <summary>All lines, in the order in which they are tried.</summary>
    public static IReadOnlyList<Fault> All { get; } =
    [
        new(Postgres, "40001", "serialization_failure", FaultAction.Retry, "Another transaction came first."),
        new(Postgres, "40P01", "deadlock", FaultAction.Retry, "The server broke a circle of locks."),
        new(Postgres, "57014", "statement_timeout", FaultAction.OpenBreaker, "The statement took too long: the server's state, not the event's fault."),
        new(Postgres, "55P03", "lock_timeout", FaultAction.OpenBreaker, "A lock was not to be had in time."),
        new(Postgres, "25006", "read_only", FaultAction.OpenBreaker, "The server accepts no writes: a standby, or set so."),
        new(Postgres, "25P03", "idle_in_transaction_timeout", FaultAction.Retry, "The server ended a transaction that stood still."),
        new(Postgres, "57P01", "server_shutdown", FaultAction.OpenBreaker, "The server, or this session, was told to stop."),
        new(Postgres, "57P02", "server_crash", FaultAction.OpenBreaker, "The server restarts after a crash."),
        new(Postgres, "57P03", "server_starting", FaultAction.OpenBreaker, "The server is starting or stopping."),
        new(Postgres, "57P05", "idle_session_timeout", FaultAction.Retry, "The server ended a session that stood still."),
        new(Postgres, "53*", "server_resources", FaultAction.OpenBreaker, "Disk full, memory, or too many connections."),
        new(Postgres, "58*", "server_system", FaultAction.OpenBreaker, "An I/O error on the server."),
        new(Postgres, "XX*", "server_internal", FaultAction.OpenBreaker, "An internal error of the server."),
        new(Postgres, "08*", "connection", FaultAction.OpenBreaker, "No connection, or it broke."),
        new(Postgres, "28*", "login_refused", FaultAction.OpenBreaker, "User or password refused; passwords may be rotating."),
        new(Postgres, "3D000", "database_missing", FaultAction.OpenBreaker, "The database does not exist."),
        new(Postgres, "42P01", "table_missing", FaultAction.OpenBreaker, "The schema is not there yet."),
        new(Postgres, "42501", "permission", FaultAction.OpenBreaker, "The role may not do this."),
        new(Postgres, "23*", "constraint", FaultAction.DeadLetter, "The row breaks a constraint."),
        new(Postgres, "22*", "bad_value", FaultAction.DeadLetter, "The row holds a value its column cannot."),
        new(Postgres, "42*", "statement", FaultAction.Stop, "Statement and schema do not fit: different versions of the program."),
        new(Postgres, "*", "postgres_other", FaultAction.OpenBreaker, "Any other error of the server: never the event's fault."),

        new(Kafka, "Local_QueueFull", "queue_full", FaultAction.Retry, "The producer's own queue is full: wait for room."),
        new(Kafka, "Local_AllBrokersDown", "brokers_down", FaultAction.Retry, "No broker answers."),
        new(Kafka, "Local_Transport", "broker_transport", FaultAction.Retry, "A connection to a broker broke."),
        new(Kafka, "NotEnoughReplicas*", "below_min_insync", FaultAction.Retry, "Too few in-sync replicas."),
        new(Kafka, "Local_UnknownTopic", "topic_missing", FaultAction.Retry, "The topic does not exist."),
        new(Kafka, "UnknownTopicOrPart", "topic_missing", FaultAction.Retry, "The topic does not exist, or not yet everywhere."),
        new(Kafka, "Local_MsgTimedOut", "not_acknowledged", FaultAction.Retry, "The brokers did not acknowledge the message in time."),
        new(Kafka, "Local_Fatal", "producer_fatal", FaultAction.Retry, "The idempotent producer cannot go on: it is made anew."),
        new(Kafka, "InvalidMsg", "corrupt_in_transit", FaultAction.Retry, "The message arrived with a wrong checksum."),
        new(Kafka, "MsgSizeTooLarge", "message_too_large", FaultAction.Stop, "The message is larger than its topic takes (max.message.bytes)."),
        new(Kafka, "RecordListTooLarge", "message_too_large", FaultAction.Stop, "The batch is larger than a segment of its topic (segment.bytes)."),
        new(Kafka, "InvalidRecord", "record_refused", FaultAction.Stop, "The topic's settings refuse the message: a compacted topic takes none without a key."),
        new(Kafka, "InvalidTimestamp", "record_refused", FaultAction.Stop, "The topic's settings refuse the message's timestamp."),
        new(Kafka, "PolicyViolation", "policy_violation", FaultAction.Stop, "A policy of the cluster refuses the message."),
        new(Kafka, "UnsupportedCompressionType", "codec_refused", FaultAction.Stop, "The brokers do not take this codec (KAFKA_COMPRESSION)."),
        new(Kafka, "TopicException", "topic_name_invalid", FaultAction.Stop, "No topic can have this name (KAFKA_TOPIC_…)."),
        new(Kafka, "TopicAuthorizationFailed", "not_authorized", FaultAction.Retry, "The principal may not use the topic: waits until it may."),
        new(Kafka, "GroupAuthorizationFailed", "not_authorized", FaultAction.Retry, "The principal may not use the group: waits until it may."),
        new(Kafka, "ClusterAuthorizationFailed", "not_authorized", FaultAction.Retry, "The principal may not write idempotently: waits until it may."),
        new(Kafka, "Local_Authentication", "login_refused", FaultAction.Retry, "User or password refused; passwords may be rotating."),
        new(Kafka, "SaslAuthenticationFailed", "login_refused", FaultAction.Retry, "User or password refused; passwords may be rotating."),
        new(Kafka, "OffsetOutOfRange", "offset_out_of_range", FaultAction.Skip, "The log does not hold the offset to go on from: the gap is reported, and the partition goes on behind it."),
        new(Kafka, "Local_AutoOffsetReset", "offset_out_of_range", FaultAction.Skip, "The log does not hold the offset to go on from: the gap is reported, and the partition goes on behind it."),
        new(Kafka, "Local_MaxPollExceeded", "poll_exceeded", FaultAction.Retry, "The member stood still too long and left its group."),
        new(Kafka, "*", "kafka_other", FaultAction.Retry, "Any other error of the client or a broker."),

        new(Event, "empty", "empty", FaultAction.DeadLetter, "The message has no value."),
        new(Event, "too_large", "too_large", FaultAction.DeadLetter, "It is longer than 1,048,576 bytes."),
        new(Event, "invalid_utf8", "invalid_utf8", FaultAction.DeadLetter, "It is not UTF-8, or has half of a surrogate pair."),
        new(Event, "not_json", "not_json", FaultAction.DeadLetter, "It is not one complete JSON object."),
        new(Event, "too_deep", "too_deep", FaultAction.DeadLetter, "It is nested deeper than 16."),
        new(Event, "unknown_type", "unknown_type", FaultAction.DeadLetter, "Its event_type is outside the closed set."),
        new(Event, "wrong_topic", "wrong_topic", FaultAction.DeadLetter, "Its event_type is one that this topic does not carry."),
        new(Event, "missing_field", "missing_field", FaultAction.DeadLetter, "It lacks a required field, or the field is null."),
        new(Event, "wrong_type", "wrong_type", FaultAction.DeadLetter, "A field has another JSON type, or is a date or id that cannot be read."),
        new(Event, "out_of_range", "out_of_range", FaultAction.DeadLetter, "A number, date, length or code is outside its bounds."),
        new(Event, "nul_character", "nul_character", FaultAction.DeadLetter, "A text holds U+0000."),
        new(Event, "*", "refused", FaultAction.DeadLetter, "Refused for a reason without a line of its own."),
    ];

    /// <summary>The line for a SQLSTATE.</summary>
    public static Fault OfSqlState(string sqlState) => Find(Postgres, sqlState);

    /// <summary>The line for an error of the Kafka client, by the name of its code.</summary>
    public static Fault OfKafka(string errorCode) => Find(Kafka, errorCode);

    /// <summary>The line for a message that is no event of ours, by the name of its refusal.</summary>
    public static Fault OfRefusal(string refusal) => Find(Event, refusal);

    private static Fault Find(string source, string code)
    {
        foreach (var fault in All)
        {
            if (fault.Source == source && Fits(fault.Code, code))
                return fault;
        }

        throw new InvalidOperationException($"The fault table has no last line for {source}.");
    }

    private static bool Fits(string pattern, string code) =>
        pattern.EndsWith('*') ? code.AsSpan().StartsWith(pattern.AsSpan(0, pattern.Length - 1), StringComparison.Ordinal) : pattern == code;
}
