package io.reactivemesh.discovery.grpc;

import com.google.protobuf.MessageLite;
import org.apache.pekko.http.scaladsl.model.HttpEntity;
import org.apache.pekko.util.ByteString;

/** Messages as they go over the wire: encoded once, sent to any number of streams. */
final class Encoded {
    /** The flag "not compressed" and four bytes of length (gRPC over HTTP/2, "Length-Prefixed-Message"). */
    private static final int PREFIX_BYTES = 5;

    private Encoded() {}

    /** A message with its prefix, ready to be sent. Immutable. */
    static HttpEntity.ChunkStreamPart of(MessageLite message) {
        byte[] body = message.toByteArray();
        byte[] whole = new byte[PREFIX_BYTES + body.length];
        for (int i = 0; i < Integer.BYTES; i++) {
            whole[PREFIX_BYTES - 1 - i] = (byte) (body.length >>> (Byte.SIZE * i));
        }
        System.arraycopy(body, 0, whole, PREFIX_BYTES, body.length);
        // The array is handed over, never written again.
        return new HttpEntity.Chunk(ByteString.fromArrayUnsafe(whole), "");
    }
}
