package io.reactivemesh.actors.format;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.reactivemesh.actors.journal.Kept;
import io.reactivemesh.actors.journal.Recorded;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.UncheckedIOException;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/**
 * What is written to the log: CBOR, with the kind and the schema version of the entry in the manifest, {@code change.1}. A field that is
 * added needs no new version; a field that changes its meaning does, and the old version is then read by a method of its own. Any thread.
 */
public final class JournalSerializer extends SerializerWithStringManifest {
    private static final int IDENTIFIER = 730_001;
    private static final String CHANGE_1 = "change.1";
    private static final String STATE_1 = "state.1";

    private static final ObjectMapper CBOR = new ObjectMapper(new CBORFactory())
            .registerModule(new JavaTimeModule())
            .registerModule(new DocumentModule())
            .configure(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS, true)
            .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);
    private static final ObjectWriter WRITER = CBOR.writer();
    private static final ObjectReader CHANGES = CBOR.readerFor(Recorded.class);
    private static final ObjectReader STATES = CBOR.readerFor(Kept.class);

    @Override
    public int identifier() {
        return IDENTIFIER;
    }

    @Override
    public String manifest(Object entry) {
        return switch (entry) {
            case Recorded _ -> CHANGE_1;
            case Kept _ -> STATE_1;
            default -> throw new IllegalArgumentException("not an entry of the log: " + entry.getClass());
        };
    }

    @Override
    public byte[] toBinary(Object entry) {
        try {
            return WRITER.writeValueAsBytes(entry);
        } catch (IOException e) {
            throw new UncheckedIOException("entry of the log can't be written: " + entry, e);
        }
    }

    @Override
    public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
        try {
            return switch (manifest) {
                case CHANGE_1 -> CHANGES.readValue(bytes);
                case STATE_1 -> STATES.readValue(bytes);
                default ->
                    throw new NotSerializableException("entry of the log has schema '" + manifest + "' (known: "
                            + CHANGE_1 + ", " + STATE_1 + ")");
            };
        } catch (NotSerializableException e) {
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException("entry of the log is damaged, schema " + manifest, e);
        }
    }
}
