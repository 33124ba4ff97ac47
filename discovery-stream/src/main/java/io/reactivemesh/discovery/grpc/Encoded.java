package io.reactivemesh.discovery.grpc;

import com.google.protobuf.MessageLite;
import org.apache.pekko.grpc.ProtobufSerializer;
import org.apache.pekko.util.ByteString;

/** A message as its bytes: encoded once, sent to any number of streams. Immutable. */
record Encoded(ByteString bytes) {

    static Encoded of(MessageLite message) {
        // The array is handed over, never written again.
        return new Encoded(ByteString.fromArrayUnsafe(message.toByteArray()));
    }

    /** Passes the bytes on as they are; for sending only. */
    enum Serializer implements ProtobufSerializer<Encoded> {
        INSTANCE;

        @Override
        public ByteString serialize(Encoded encoded) {
            return encoded.bytes();
        }

        @Override
        public Encoded deserialize(ByteString bytes) {
            return new Encoded(bytes);
        }
    }
}
