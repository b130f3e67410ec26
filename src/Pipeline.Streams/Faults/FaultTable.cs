namespace Pipeline.Streams.Faults;

/// <summary>
/// All faults and their actions. The first entry with a matching code applies, so an exact code must precede its prefix. SQLSTATE
/// codes: PostgreSQL documentation, appendix A. Kafka codes: librdkafka's rd_kafka_resp_err_t, with Confluent.Kafka's names. Event
/// codes: the names of <see cref="Columns.Refusal"/>. GUIDE/DELIVERY.md prints this table; a test compares both.
/// </summary>
public static class FaultTable
{
    private const string Postgres = "postgres";
    private const string Kafka = "kafka";
    private const string Registry = "registry";
    private const string Event = "event";

    /// <summary>All entries, in the order in which they are matched.</summary>
    public static IReadOnlyList<Fault> All { get; } =
    [
        new(Postgres, "40001", "serialization_failure", FaultAction.Retry, "A concurrent transaction changed the same data."),
        new(Postgres, "40P01", "deadlock", FaultAction.Retry, "The server detected a deadlock and aborted this transaction."),
        new(Postgres, "57014", "statement_timeout", FaultAction.OpenBreaker,
            "The statement exceeded its timeout or was cancelled. The event is not the cause."),
        new(Postgres, "55P03", "lock_timeout", FaultAction.OpenBreaker,
            "Another transaction holds a lock that the statement waited for."),
        new(Postgres, "25006", "read_only", FaultAction.OpenBreaker, "The server is read-only: a standby, or configured so."),
        new(Postgres, "25P03", "idle_in_transaction_timeout", FaultAction.Retry,
            "The server ended a session that was idle in a transaction."),
        new(Postgres, "57P01", "server_shutdown", FaultAction.OpenBreaker, "The server was stopped, or this session was terminated."),
        new(Postgres, "57P02", "server_crash", FaultAction.OpenBreaker, "The server restarts after a crash."),
        new(Postgres, "57P03", "server_starting", FaultAction.OpenBreaker, "The server is starting or stopping."),
        new(Postgres, "57P05", "idle_session_timeout", FaultAction.Retry, "The server ended an idle session."),
        new(Postgres, "53*", "server_resources", FaultAction.OpenBreaker, "Disk full, out of memory, or too many connections."),
        new(Postgres, "58*", "server_system", FaultAction.OpenBreaker, "An I/O error on the server."),
        new(Postgres, "XX*", "server_internal", FaultAction.OpenBreaker, "Internal server error."),
        new(Postgres, "08*", "connection", FaultAction.OpenBreaker, "The connection could not be opened, or it broke."),
        new(Postgres, "28*", "login_refused", FaultAction.OpenBreaker, "Login refused. The password may be changing."),
        new(Postgres, "3D000", "database_missing", FaultAction.OpenBreaker, "The database does not exist."),
        new(Postgres, "42P01", "table_missing", FaultAction.OpenBreaker, "The table does not exist yet."),
        new(Postgres, "42501", "permission", FaultAction.OpenBreaker, "The role lacks a permission."),
        new(Postgres, "23*", "constraint", FaultAction.DeadLetter, "The row violates a constraint."),
        new(Postgres, "22*", "bad_value", FaultAction.DeadLetter, "A value does not fit its column."),
        new(Postgres, "42*", "statement", FaultAction.Stop, "Statement and schema do not match. Program versions differ."),
        new(Postgres, "*", "postgres_other", FaultAction.OpenBreaker, "Any other server error. The event is not the cause."),

        new(Kafka, "Local_QueueFull", "queue_full", FaultAction.Retry, "The producer's queue is full. The publisher waits for space."),
        new(Kafka, "Local_AllBrokersDown", "brokers_down", FaultAction.Retry, "No broker answers."),
        new(Kafka, "Local_Transport", "broker_transport", FaultAction.Retry, "The connection to a broker broke."),
        new(Kafka, "NotEnoughReplicas*", "below_min_insync", FaultAction.Retry, "Too few in-sync replicas."),
        new(Kafka, "Local_UnknownTopic", "topic_missing", FaultAction.Retry, "The topic does not exist."),
        new(Kafka, "UnknownTopicOrPart", "topic_missing", FaultAction.Retry, "The topic does not exist, or not yet on every broker."),
        new(Kafka, "Local_MsgTimedOut", "not_acknowledged", FaultAction.Retry, "The brokers did not acknowledge the message in time."),
        new(Kafka, "Local_Fatal", "producer_fatal", FaultAction.Retry, "Fatal client error; the producer is recreated."),
        new(Kafka, "InvalidMsg", "corrupt_in_transit", FaultAction.Retry, "The broker found a checksum error in the message."),
        new(Kafka, "MsgSizeTooLarge", "message_too_large", FaultAction.Stop, "The message exceeds the topic's max.message.bytes."),
        new(Kafka, "RecordListTooLarge", "message_too_large", FaultAction.Stop, "The batch exceeds the topic's segment.bytes."),
        new(Kafka, "InvalidRecord", "record_refused", FaultAction.Stop,
            "The topic's settings refuse the message. A compacted topic needs a key."),
        new(Kafka, "InvalidTimestamp", "record_refused", FaultAction.Stop, "The topic's settings refuse the message's timestamp."),
        new(Kafka, "PolicyViolation", "policy_violation", FaultAction.Stop, "A cluster policy refuses the message."),
        new(Kafka, "UnsupportedCompressionType", "codec_refused", FaultAction.Stop,
            "The brokers do not support this codec (KAFKA_COMPRESSION)."),
        new(Kafka, "TopicException", "topic_name_invalid", FaultAction.Stop, "The topic name is invalid (KAFKA_TOPIC_…)."),
        new(Kafka, "TopicAuthorizationFailed", "not_authorized", FaultAction.Retry,
            "The principal lacks permission for the topic. The client waits until it is granted."),
        new(Kafka, "GroupAuthorizationFailed", "not_authorized", FaultAction.Retry,
            "The principal lacks permission for the group. The client waits until it is granted."),
        new(Kafka, "ClusterAuthorizationFailed", "not_authorized", FaultAction.Retry,
            "The principal lacks permission for idempotent writes. The client waits until it is granted."),
        new(Kafka, "Local_Authentication", "login_refused", FaultAction.Retry, "Login refused. The password may be changing."),
        new(Kafka, "SaslAuthenticationFailed", "login_refused", FaultAction.Retry, "Login refused. The password may be changing."),
        new(Kafka, "OffsetOutOfRange", "offset_out_of_range", FaultAction.Skip,
            "The log does not hold the next offset. The gap is reported and the partition continues after it."),
        new(Kafka, "Local_AutoOffsetReset", "offset_out_of_range", FaultAction.Skip,
            "The log does not hold the next offset. The gap is reported and the partition continues after it."),
        new(Kafka, "Local_BadCompression", "cannot_unpack", FaultAction.Stop,
            "The client cannot unpack a record batch: it is damaged, or unpacks to more than 100 MB."),
        new(Kafka, "Local_MaxPollExceeded", "poll_exceeded", FaultAction.Retry, "The member did not poll in time and left its group."),
        new(Kafka, "*", "kafka_other", FaultAction.Retry, "Any other client or broker error."),

        new(Registry, "40403", "unknown_schema", FaultAction.DeadLetter, "The schema registry has no schema with the message's id."),
        new(Registry, "401", "login_refused", FaultAction.Retry, "Login refused. The password may be changing."),
        new(Registry, "403", "not_authorized", FaultAction.Retry, "The login may not read schemas."),
        new(Registry, "*", "registry_unavailable", FaultAction.Retry,
            "The schema registry does not answer. Partitions with messages of a new schema wait."),

        new(Event, "empty", "empty", FaultAction.DeadLetter, "The message has no value."),
        new(Event, "too_large", "too_large", FaultAction.DeadLetter, "The value is longer than 1,048,576 bytes."),
        new(Event, "invalid_utf8", "invalid_utf8", FaultAction.DeadLetter, "The value is not UTF-8, or contains half of a surrogate pair."),
        new(Event, "not_json", "not_json", FaultAction.DeadLetter, "The value is not one complete JSON object."),
        new(Event, "too_deep", "too_deep", FaultAction.DeadLetter, "The JSON is nested deeper than 16 levels."),
        new(Event, "no_magic_byte", "no_magic_byte", FaultAction.DeadLetter,
            "The value does not begin with the zero byte and schema id of the schema registry."),
        new(Event, "unknown_schema", "unknown_schema", FaultAction.DeadLetter,
            "The schema registry has no schema with the message's id, or none that can be read."),
        new(Event, "not_avro", "not_avro", FaultAction.DeadLetter, "The value ends too early, or does not fit its Avro schema."),
        new(Event, "trailing_bytes", "trailing_bytes", FaultAction.DeadLetter, "Bytes follow the Avro record."),
        new(Event, "unknown_type", "unknown_type", FaultAction.DeadLetter, "The event_type is unknown."),
        new(Event, "wrong_topic", "wrong_topic", FaultAction.DeadLetter, "The event_type belongs to another topic."),
        new(Event, "missing_field", "missing_field", FaultAction.DeadLetter, "A required field is missing or null."),
        new(Event, "wrong_type", "wrong_type", FaultAction.DeadLetter,
            "A field has the wrong JSON or Avro type, or its date or id cannot be parsed."),
        new(Event, "out_of_range", "out_of_range", FaultAction.DeadLetter, "A number, date, length or code is out of range."),
        new(Event, "nul_character", "nul_character", FaultAction.DeadLetter, "A text contains U+0000."),
        new(Event, "*", "refused", FaultAction.DeadLetter, "Refused for a reason that has no line of its own."),
    ];

    /// <summary>The entry for a SQLSTATE.</summary>
    public static Fault OfSqlState(string sqlState) => Find(Postgres, sqlState);

    /// <summary>The entry for the name of a Kafka error code.</summary>
    public static Fault OfKafka(string errorCode) => Find(Kafka, errorCode);

    /// <summary>The entry for an error code or HTTP status of the schema registry; 0 if it does not answer.</summary>
    public static Fault OfRegistry(int code) => Find(Registry, code.ToString(CultureInfo.InvariantCulture));

    /// <summary>The entry for the name of a refusal.</summary>
    public static Fault OfRefusal(string refusal) => Find(Event, refusal);

    private static Fault Find(string source, string code)
    {
        foreach (var fault in All)
        {
            if (fault.Source == source && Matches(fault.Code, code))
                return fault;
        }

        throw new InvalidOperationException($"The fault table has no entry * for {source}.");
    }

    private static bool Matches(string pattern, string code) => pattern.EndsWith('*')
        ? code.AsSpan().StartsWith(pattern.AsSpan(0, pattern.Length - 1), StringComparison.Ordinal)
        : pattern == code;
}
